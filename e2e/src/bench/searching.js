// Beside the app while searching is measured.
window.__search = (() => {
  const open = (name, grow) => new Promise((done, failed) => {
    const request = indexedDB.open(name, grow ? 1 : undefined);
    request.onupgradeneeded = (event) => grow ? request.result.createObjectStore(name) : event.target.transaction.abort();
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const sleep = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const field = () => document.querySelector("#search");
  const said = () => document.querySelector(".history [role=status]")?.textContent ?? "";
  let longest = 0;
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) longest = Math.max(longest, task.duration);
  }).observe({ type: "longtask", buffered: false });
  return {
    async plant(rows) {
      const database = await open("sotto", true);
      const transaction = database.transaction("sotto", "readwrite");
      for (const [key, text] of rows) transaction.objectStore("sotto").put(text, key);
      await new Promise((done, failed) => { transaction.oncomplete = done; transaction.onabort = () => failed(transaction.error); });
      database.close();
    },
    async index(whole) {
      await sleep(2000);
      let database;
      try { database = await open("sotto-search", false); } catch { longest = 0; return { known: 0 }; }
      const store = database.transaction("sotto-search").objectStore("sotto-search");
      const range = (folder) => IDBKeyRange.bound(folder, `${folder}\uffff`);
      const all = (folder) => new Promise((done) => { store.getAll(range(folder)).onsuccess = (event) => done(event.target.result); });
      const heads = await all("head/");
      // Reading it all takes the page's time, so it is done once.
      const bodies = whole ? await all("body/") : [];
      database.close();
      const bytes = [...heads, ...bodies].reduce((sum, value) => sum + value.byteLength, 0);
      const known = heads.reduce((sum, head) => sum + new DataView(head.buffer, head.byteOffset).getUint32(8, true), 0);
      return { known, bytes, longest };
    },
    // Types the beginning, lets it come to rest, and waits for the rest to be typed.
    async begin(begun, rest) {
      const type = (text) => {
        field().focus();
        field().value = text;
        field().dispatchEvent(new InputEvent("input", { bubbles: true }));
      };
      this.took = undefined;
      if (begun) {
        type("");
        await sleep(100);
        type(begun);
        for (let calm = 0; calm < 6;) { await sleep(30); calm = document.querySelector(".found[aria-busy]") ? 0 : calm + 1; }
      }
      let started;
      field().addEventListener("input", (event) => { started = event.timeStamp; }, { once: true, capture: true });
      const whole = (begun + rest).toLowerCase();
      this.took = new Promise((done) => {
        const look = () => {
          const busy = document.querySelector(".found[aria-busy]");
          const mark = [...document.querySelectorAll(".found mark")].some((mark) => mark.textContent.toLowerCase() === whole);
          const none = !busy && document.querySelector(".found") && !document.querySelector(".found li") && said();
          if (started === undefined || !(mark || none)) return requestAnimationFrame(look);
          // This frame paints it.
          setTimeout(() => done(performance.now() - started));
        };
        requestAnimationFrame(look);
      });
      field().focus();
    },
  };
})();
