// The stops of a session that have not reached the server yet. They outlive the
// page: whichever page is opened next in this tab sends them. Other tabs that
// show the session learn of them, in case this one is closed.

const key = "paraspinal-stop";

interface Kept { url: string; list: string[] }

export class Stops implements Kept {
  url = "";
  list: string[] = []; // reasons; the first tap has none yet, and is ""

  /** Those that an earlier page of this tab could not send. */
  constructor() {
    try {
      const { url, list } = JSON.parse(sessionStorage.getItem(key) ?? "{}") as Partial<Kept>;
      if (url && Array.isArray(list)) this.set({ url, list });
    } catch { /* nothing was kept */ }
  }

  set(to: Kept): void {
    this.url = to.url;
    this.list = to.list;
    try {
      if (this.list.length) sessionStorage.setItem(key, JSON.stringify(to));
      else sessionStorage.removeItem(key);
    } catch { /* without storage they live as long as the page */ }
  }

  get waiting(): boolean {
    return this.list.length > 0;
  }
}
