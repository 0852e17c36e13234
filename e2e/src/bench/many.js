// Looks at a page from inside while it starts on a large history.
(() => {
  if (window.__many) return;
  // The index of the search is another measurement.
  navigator.locks?.request('sotto/search', () => new Promise(() => {}));
  const long = [];
  let usable = 0;
  const lines = () => document.querySelector('.history .lines');
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) long.push([task.startTime, task.duration]);
  }).observe({ type: 'longtask', buffered: true });
  // The program's memory is seen nowhere else.
  let memory;
  const begin = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (...args) => {
    const made = await begin.apply(WebAssembly, args);
    memory ??= Object.values(made.instance.exports).find((one) => one instanceof WebAssembly.Memory);
    return made;
  };
  window.__many = {
    memory: () => memory?.buffer.byteLength ?? NaN,
    // None until nothing long has happened for two seconds after it was usable.
    seen() {
      const last = Math.max(usable, ...long.map(([start, duration]) => start + duration));
      if (!usable || performance.now() - last < 2000) return null;
      const after = long.filter(([start]) => start >= usable - 1).map(([, duration]) => duration);
      const line = lines()?.querySelector('li')?.getBoundingClientRect().height;
      const listed = line ? Math.round(lines().getBoundingClientRect().height / line) : 0;
      return { usable, long: after.length, longest: Math.max(0, ...after), 'long ms': after.reduce((sum, one) => sum + one, 0), rest: last, listed };
    },
    // Goes there and waits until it is drawn.
    open(hash) {
      const before = document.querySelector('.turns')?.firstElementChild;
      location.hash = hash;
      return new Promise((done) => {
        const look = () => {
          const first = document.querySelector('.turns')?.firstElementChild;
          if (first && first !== before) setTimeout(done, 50); else setTimeout(look, 10);
        };
        look();
      });
    },
  };
  // Usable once the field is there and the thread is free to take a key.
  const look = () => {
    if (!document.querySelector('textarea#composer')) return;
    observer.disconnect();
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { usable = performance.now(); };
    channel.port2.postMessage(0);
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true });
})();
