// The person's file in the browser: one record of one database. It is written
// only on top of the revision that was read, so that nothing newer is lost.

export interface Rec {
  rev: number; // grows with every write of the file or what stands beside it
  file: Uint8Array | null;
  keep: boolean; // after this visit
  used: number; // last use, milliseconds
  saved: number; // last backup, milliseconds; 0: none
  handed: boolean; // the server's cookie was taken over, or there was none
  drop: boolean; // what the server's cookie holds is not wanted any more
}

export const visit = 24 * 60 * 60 * 1000;

export function blank(now: number): Rec {
  return { rev: 0, file: null, keep: false, used: now, saved: 0, handed: false, drop: false };
}

let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
  opened ??= new Promise<IDBDatabase>((done, fail) => {
    const o = indexedDB.open("paraspinal", 1);
    o.onupgradeneeded = () => { o.result.createObjectStore("file"); };
    o.onsuccess = () => {
      const db = o.result;
      db.onversionchange = () => { db.close(); opened = undefined; };
      db.onclose = () => { opened = undefined; };
      done(db);
    };
    o.onerror = () => fail(o.error);
    o.onblocked = () => fail(new Error("the database is held"));
  }).catch((e: unknown) => { opened = undefined; throw e; });
  return opened;
}

async function once<T>(run: (db: IDBDatabase) => Promise<T>): Promise<T> {
  try {
    return await run(await open());
  } catch {
    opened = undefined; // a connection can be lost while the worker sleeps
    return run(await open());
  }
}

// read gives the record; a blank one when there is none.
export function read(now: number): Promise<Rec> {
  return once((db) => new Promise((done, fail) => {
    const tx = db.transaction("file", "readonly");
    const g = tx.objectStore("file").get("me");
    g.onsuccess = () => done({ ...blank(now), ...(g.result as Partial<Rec> | undefined) });
    g.onerror = () => fail(g.error);
  }));
}

// write puts a record in the place of the one with revision was. It reports
// false, and changes nothing, when there is a newer one.
export function write(was: number, rec: Rec): Promise<boolean> {
  return once((db) => new Promise((done, fail) => {
    const tx = db.transaction("file", "readwrite");
    const s = tx.objectStore("file");
    const g = s.get("me");
    let ok = false;
    g.onsuccess = () => {
      const at = (g.result as Rec | undefined)?.rev ?? 0;
      if (at === was) {
        ok = true;
        s.put({ ...rec, rev: was + 1 }, "me");
      }
    };
    tx.oncomplete = () => done(ok);
    tx.onerror = tx.onabort = () => fail(tx.error);
  }));
}
