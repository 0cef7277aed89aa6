// The page's side of the offline copy: it has the service worker fetched when
// the page is done, says when a newer version waits, and helps to save files.

export function offline(): void {
  const body = document.body;
  save();
  install();
  persist();
  if (body.dataset["offline"] !== "true" || !("serviceWorker" in navigator)) return;
  const saving = (navigator as Navigator & { connection?: { saveData?: boolean } }).connection?.saveData;
  if (saving && !navigator.serviceWorker.controller) return; // the module is 2 MB
  const begin = (): void => { setTimeout(() => { void register(); }, 200); };
  stay();
  if (document.readyState === "complete") begin(); else addEventListener("load", begin);
}

// stay keeps the worker and its module awake while the page is read: a browser
// ends a worker that has nothing to do for half a minute.
function stay(): void {
  const say = (): void => {
    if (document.visibilityState === "visible") navigator.serviceWorker.controller?.postMessage("stay");
  };
  setInterval(say, 20000);
  document.addEventListener("visibilitychange", say);
}

async function register(): Promise<void> {
  try {
    const reg = await navigator.serviceWorker.register("/sw.js");
    const look = (): void => {
      if (reg.waiting && navigator.serviceWorker.controller) offer(reg);
    };
    look();
    reg.addEventListener("updatefound", () => { reg.installing?.addEventListener("statechange", look); });
  } catch {
    // the server goes on answering
  }
}

// offer shows that a newer version waits. Using it loads this page anew.
function offer(reg: ServiceWorkerRegistration): void {
  for (const e of document.querySelectorAll<HTMLElement>("[data-newer]")) e.hidden = false;
  for (const e of document.querySelectorAll<HTMLElement>("[data-use-close]")) e.hidden = true;
  for (const b of document.querySelectorAll<HTMLButtonElement>("[data-use]")) {
    b.hidden = false;
    b.addEventListener("click", () => {
      navigator.serviceWorker.addEventListener("controllerchange", () => {
        location.replace(location.pathname.endsWith("/settings/update") ? location.pathname.replace(/settings\/update$/, "") : location.pathname + location.search);
      }, { once: true });
      reg.waiting?.postMessage("use");
    });
  }
}

// save fetches a file first: some browsers ask the server for a download, and
// not the worker that has the file.
function save(): void {
  for (const a of document.querySelectorAll<HTMLAnchorElement>("a[data-save]")) {
    a.addEventListener("click", (e) => {
      if (!navigator.serviceWorker?.controller) return;
      e.preventDefault();
      void (async () => {
        try {
          const r = await fetch(a.href);
          const name = /filename="([^"]+)"/.exec(r.headers.get("Content-Disposition") ?? "")?.[1];
          if (!r.ok || !name) { location.assign(r.ok ? r.url : a.href); return; }
          const l = document.createElement("a");
          l.href = URL.createObjectURL(await r.blob());
          l.download = name;
          l.click();
          setTimeout(() => { URL.revokeObjectURL(l.href); }, 60000);
        } catch {
          location.assign(a.href);
        }
      })();
    });
  }
}

// persist asks the browser not to clear what the person wants kept.
function persist(): void {
  const says = document.querySelector<HTMLElement>("[data-persist]");
  if (!says || !navigator.storage?.persist) return;
  navigator.storage.persist().then((yes) => { says.textContent = says.dataset[yes ? "yes" : "no"] ?? ""; }, () => undefined);
}

interface InstallEvent extends Event { prompt(): Promise<unknown> }

function install(): void {
  const box = document.querySelector<HTMLElement>("[data-install]");
  addEventListener("beforeinstallprompt", (e) => {
    if (!box) return;
    e.preventDefault();
    box.hidden = false;
    box.querySelector("button")?.addEventListener("click", () => { void (e as InstallEvent).prompt(); box.hidden = true; }, { once: true });
  });
}
