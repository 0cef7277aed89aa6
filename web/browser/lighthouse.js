// Lighthouse looks at pages of one person, in one Chromium.
import lighthouse from 'lighthouse';
import { createServer } from 'node:net';
import { browse } from './site.js';
import { Way } from './person.js';

const freePort = () =>
  new Promise((resolve) => {
    const s = createServer().listen(0, '127.0.0.1', () => {
      const { port } = s.address();
      s.close(() => resolve(port));
    });
  });

// look gives the report of each path.
export async function look(base, told, paths, onlyCategories) {
  const port = await freePort();
  const browser = await browse(`--remote-debugging-port=${port}`);
  try {
    const context = await browser.newContext();
    const way = new Way(context, base);
    await way.concludes(told);
    const cookie = (await context.cookies()).map((c) => `${c.name}=${c.value}`).join('; ');
    const reports = {};
    for (const path of paths) {
      const run = await lighthouse(`${base}/en${path}`, { port, output: 'json', logLevel: 'error', onlyCategories, extraHeaders: { Cookie: cookie } });
      reports[path] = run.lhr;
    }
    return reports;
  } finally {
    await browser.close();
  }
}
