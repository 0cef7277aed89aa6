// What Lighthouse measures, as a table: performance and the largest paint on
// its slow phone, in one run.
import { serve } from './site.js';
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
} finally {
  await site.stop();
}
