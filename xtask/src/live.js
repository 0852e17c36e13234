// Reloads the page after `cargo xtask serve --dev` has built it anew. Never part of a release.
let seen;
setInterval(async () => {
  try {
    const answer = await fetch("./live-version", { cache: "no-store" });
    const version = await answer.text();
    if (seen && seen !== version) location.reload();
    seen = version;
  } catch {
    // The server is being restarted; the next look will tell.
  }
}, 500);
