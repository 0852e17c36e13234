// Looks at a page from inside, while it streams, starts and is typed in. Knows both pages: the app and the floor.
(() => {
  if (window.__probe) return;
  const turns = () => document.querySelector('.turns');
  const last = () => turns()?.lastElementChild?.lastElementChild;
  const state = () => last()?.dataset.reply;
  const probe = {
    usable: 0,
    // Whether a reply that was asked for has ended.
    ended: () => window.__busy ? !window.__busy() : state() === 'finished',
    text: () => last()?.textContent ?? document.getElementById('log')?.textContent ?? '',
    // Counts frames and long tasks until the reply ends; then answers with what it saw.
    watch() {
      const begun = performance.now(), gaps = [], long = [];
      const observer = new PerformanceObserver(list => list.getEntries().forEach(e => long.push(e.duration)));
      observer.observe({ type: 'longtask' });
      let before = begun, started = false;
      probe.result = new Promise(done => {
        const frame = () => {
          const now = performance.now();
          gaps.push(now - before);
          before = now;
          started ||= window.__busy ? window.__busy() : state() === 'waiting' || state() === 'growing';
          if (!started || !probe.ended()) return requestAnimationFrame(frame);
          const ended = performance.timeOrigin + now;
          requestIdleCallback(() => {
            observer.takeRecords().forEach(e => long.push(e.duration));
            observer.disconnect();
            gaps.shift();
            done({ wall: now - begun, ended, frames: gaps.length, worst: Math.max(...gaps), late: gaps.filter(g => g > 50).length,
              long: long.length, longest: Math.max(0, ...long), whole: probe.text().includes('BENCHENDMARK') });
          });
        };
        requestAnimationFrame(frame);
      });
    },
    // From each key until what it changed was painted.
    keys: [],
    listen() {
      addEventListener('keydown', event => {
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => probe.keys.push(performance.now() - event.timeStamp);
          channel.port2.postMessage(0);
        });
      }, true);
    },
    // Opens a conversation and waits until its end is on the page, and then until the page is idle.
    open(hash) {
      const begun = performance.now(), long = [];
      const observer = new PerformanceObserver(list => list.getEntries().forEach(e => long.push(e.duration)));
      observer.observe({ type: 'longtask' });
      location.hash = hash;
      return new Promise(done => {
        const look = () => requestAnimationFrame(() => {
          const end = last(), page = document.querySelector('.transcript');
          if (!end?.textContent.includes('LASTMARK') || page.scrollTop + page.clientHeight < page.scrollHeight - 8) return look();
          const channel = new MessageChannel();
          channel.port1.onmessage = () => {
            const shown = performance.now() - begun;
            let quiet = performance.now(), count = -1;
            const settle = () => {
              const now = performance.now(), here = turns().getElementsByTagName('*').length;
              if (here !== count) { count = here; quiet = now; }
              if (now - quiet < 2000) return setTimeout(settle, 20);
              observer.disconnect();
              const there = page.scrollTop + page.clientHeight >= page.scrollHeight - 8;
              done({ shown, whole: quiet - begun, long: long.length, longest: Math.max(0, ...long), messages: turns().getElementsByClassName('turn').length, there });
            };
            requestIdleCallback(settle);
          };
          channel.port2.postMessage(0);
        });
        look();
      });
    },
    // Goes up by a wheel's steps, one a frame, and measures the frames.
    scroll(steps) {
      const page = document.querySelector('.transcript'), gaps = [];
      let before = performance.now(), left = steps;
      return new Promise(done => {
        const frame = () => {
          const now = performance.now();
          gaps.push(now - before);
          before = now;
          if (left-- > 0) { page.scrollTop -= 120; return requestAnimationFrame(frame); }
          gaps.shift();
          gaps.sort((a, b) => a - b);
          done({ frames: gaps.length, p95: gaps[Math.floor(gaps.length * .95)], worst: gaps.at(-1), late: gaps.filter(g => g > 50).length });
        };
        requestAnimationFrame(frame);
      });
    },
  };
  window.__probe = probe;
  // Usable once the field is there and the thread is free to take a key.
  const look = () => {
    if (!document.querySelector('textarea#composer, textarea#in')) return;
    observer.disconnect();
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { probe.usable = performance.now(); };
    channel.port2.postMessage(0);
  };
  const observer = new MutationObserver(look);
  observer.observe(document, { childList: true, subtree: true });
})();
