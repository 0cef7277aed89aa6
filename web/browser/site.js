// The program as it is shipped, serving on a port of its own, and a browser.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const binary = process.env.PARASPINAL ?? root + 'paraspinal';
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

// serve starts the program and reads where it is open.
export async function serve(...args) {
  const run = spawn(binary, ['serve', '--addr', '127.0.0.1:0', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  run.stderr.on('data', (d) => (log += d));
  const base = await new Promise((resolve, reject) => {
    let out = '';
    run.stdout.on('data', (d) => {
      out += d;
      const m = out.match(/http:\/\/[0-9.]+:[0-9]+/);
      if (m) resolve(m[0]);
    });
    run.on('error', reject);
    run.on('exit', (code) => reject(new Error(`the program ended with ${code}: ${log}`)));
  });
  return {
    base,
    log: () => log,
    hang: () => run.kill('SIGSTOP'), // takes connections and never answers
    goOn: () => run.kill('SIGCONT'),
    stop: () =>
      new Promise((resolve) => {
        if (run.exitCode !== null) return resolve(run.exitCode);
        run.on('exit', resolve);
        run.kill('SIGTERM');
      }),
  };
}

export function browse(...args) {
  // Without its default the pages are kept for Back, as everywhere but in tests.
  return chromium.launch({ executablePath, ignoreDefaultArgs: ['--disable-back-forward-cache'], args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', ...args] });
}

// languages of the site.
export const languages = ['en', 'nl', 'ru'];

// inTurns works on a list with a few at a time, as there are few cores.
export async function inTurns(list, work, most = 3) {
  const left = [...list];
  await Promise.all(
    Array.from({ length: most }, async () => {
      for (let x = left.shift(); x !== undefined; x = left.shift()) await work(x);
    }),
  );
}
