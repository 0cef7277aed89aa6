// What the session's page sends, and what comes back.

export interface Answer { url: string; doc: Document; redirected: boolean }

const longest = 10_000; // for one answer

let line: Promise<unknown> = Promise.resolve();
let calls = new AbortController();

/**
 * One request at a time, in all tabs: an older answer must not overwrite a newer
 * one. A stop waits for no other request, and is only sent when a page of ours says so.
 */
export function post(url: string, body: URLSearchParams, stop = false): Promise<Answer> {
  const { signal } = calls;
  const run = async (): Promise<Answer> => {
    const call = new AbortController();
    const end = (): void => call.abort();
    const late = setTimeout(end, longest);
    if (!stop) {
      if (signal.aborted) end();
      signal.addEventListener("abort", end);
    }
    try {
      const got = await fetch(url, { method: "POST", body, signal: call.signal });
      const doc = new DOMParser().parseFromString(await got.text(), "text/html");
      const refused = stop ? !got.ok && got.status !== 409 : got.status >= 500;
      if (refused || !doc.body.dataset.build || !doc.querySelector("main")) throw new Error("no answer of ours");
      return { url: got.url, doc, redirected: got.redirected };
    } finally {
      clearTimeout(late);
      signal.removeEventListener("abort", end);
    }
  };
  const turn = (): Promise<Answer> => (navigator.locks ? navigator.locks.request("paraspinal-session", run) as unknown as Promise<Answer> : run());
  const next = line.then(turn, turn);
  line = next.catch(() => undefined);
  return next;
}

/** Ends all that is on its way but stops. */
export function giveUp(): void {
  calls.abort();
  calls = new AbortController();
}
