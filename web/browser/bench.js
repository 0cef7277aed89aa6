// What Lighthouse measures, and how long the module of the device takes to
// start, as tables: on this machine, in one run.
import { serve, browse } from './site.js';
import { look } from './lighthouse.js';
import { calf } from './person.js';

const site = await serve();
try {
  const reports = await look(site.base, calf, ['/', '/check/saddle', '/result', '/plan/self'], ['performance', 'accessibility', 'best-practices']);
  console.log('\n| page | performance | accessibility | best practices | largest paint | blocked | shift | bytes |\n|---|---|---|---|---|---|---|---|');
  for (const [path, { categories: c, audits: a }] of Object.entries(reports)) {
    const score = (k) => Math.round(c[k].score * 100);
    console.log(`| ${path} | ${score('performance')} | ${score('accessibility')} | ${score('best-practices')} | ${a['largest-contentful-paint'].displayValue} | ${a['total-blocking-time'].displayValue} | ${a['cumulative-layout-shift'].displayValue} | ${Math.round(a['total-byte-weight'].numericValue)} |`);
  }
  await modules();
} finally {
  await site.stop();
}

// modules times one page from the server, the installation beside it, the first
// page of a worker that has just started, and a page of one that runs.
async function modules() {
  const browser = await browse();
  const rows = { 'page from the server, first visit': [], 'module loaded and stored beside it': [], 'page on the device, worker just started': [], 'page on the device, worker running': [] };
  const [server, stored, started, running] = Object.values(rows);
  try {
    for (let i = 0; i < 3; i++) {
      const context = await browser.newContext();
      const page = await context.newPage();
      const timed = async (list, work) => {
        const from = performance.now();
        await work();
        list.push(performance.now() - from);
      };
      const open = () => page.goto(site.base + '/en/');
      await timed(server, open);
      await timed(stored, () => page.evaluate(() => navigator.serviceWorker.ready));
      const cdp = await context.newCDPSession(page);
      await cdp.send('ServiceWorker.enable');
      await cdp.send('ServiceWorker.stopAllWorkers');
      await timed(started, async () => {
        await open();
        await page.locator('body[data-device=true]').waitFor({ timeout: 30_000 });
      });
      await timed(running, open);
      await context.close();
    }
  } finally {
    await browser.close();
  }
  console.log('\n| offline module | least ms | middle ms | most ms |\n|---|---|---|---|');
  for (const [name, list] of Object.entries(rows)) {
    console.log(`| ${name} | ${[...list].sort((a, b) => a - b).map(Math.round).join(' | ')} |`);
  }
}
