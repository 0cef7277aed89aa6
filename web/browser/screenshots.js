// Pictures of every page, on a phone and a desktop, light and dark, in each
// language: node screenshots.js FOLDER [LANGUAGE...]
import { mkdirSync } from 'node:fs';
import { serve, browse, inTurns, languages } from './site.js';
import { everyPage, oneOfEach } from './states.js';

const [folder = 'screenshots', ...only] = process.argv.slice(2);
const site = await serve();
const browser = await browse();
let n = 0;
try {
  for (const lang of only.length ? only : languages) {
    const pages = oneOfEach(await everyPage(browser, site.base, lang));
    const seen = {};
    for (const p of pages) {
      const name = `${p.path.replaceAll('/', '-').replace(/^-|-$/g, '') || 'start'}-${p.state}`;
      seen[name] = (seen[name] ?? 0) + 1;
      p.file = seen[name] > 1 ? `${name}-${seen[name]}` : name;
    }
    for (const [device, width, height] of [['phone', 360, 740], ['desktop', 1280, 900]]) {
      for (const colorScheme of ['light', 'dark']) {
        const to = `${folder}/${lang}/${device}-${colorScheme}`;
        mkdirSync(to, { recursive: true });
        await inTurns(pages, async ({ path, cookies, file }) => {
          const context = await browser.newContext({ storageState: cookies, viewport: { width, height }, colorScheme, serviceWorkers: 'block' });
          const page = await context.newPage();
          await page.goto(`${site.base}/${lang}${path}`);
          await page.screenshot({ path: `${to}/${file}.png`, fullPage: true });
          n++;
          await context.close();
        });
      }
    }
  }
} finally {
  await browser.close();
  await site.stop();
}
console.log(`${n} pictures in ${folder}`);
