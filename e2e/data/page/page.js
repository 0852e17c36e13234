// The behaviour of the small page the harness is tested with.
const at = (id) => document.getElementById(id);
const say = (text) => { at("said").textContent = text; };
const note = (text) => {
  const item = document.createElement("li");
  item.textContent = text;
  at("events").append(item);
};

at("ask").addEventListener("click", async () => {
  say("asking");
  try {
    const answer = await fetch(at("address").value, { cache: "no-store" });
    say("status " + answer.status);
  } catch (error) {
    say(error.name + ": " + error.message);
  }
  at("later").hidden = false;
});
at("message").addEventListener("keydown", (event) => {
  const modifiers = (event.ctrlKey ? "Control+" : "") + (event.shiftKey ? "Shift+" : "");
  note("down " + modifiers + event.key + (event.isComposing ? " composing" : "") + (event.keyCode === 229 ? " 229" : ""));
});
at("message").addEventListener("compositionend", (event) => note("composed " + event.data));
at("box").addEventListener("scroll", () => { at("box").dataset.top = String(Math.round(at("box").scrollTop)); });
document.addEventListener("touchstart", () => note("touched"), { passive: true });
at("open").addEventListener("click", () => at("dialog").showModal());
at("close").addEventListener("click", () => at("dialog").close());
at("wrong").addEventListener("click", () => { throw new Error("something went wrong"); });
at("forbidden").addEventListener("click", () => at("said").setAttribute("style", "color: red"));
localStorage.visits = String(Number(localStorage.visits || 0) + 1);
