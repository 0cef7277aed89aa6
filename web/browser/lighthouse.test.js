// Lighthouse: accessibility and best practices must be perfect.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { serve } from './site.js';
import { look } from './lighthouse.js';
import { calf } from './person.js';

let site;
before(async () => { site = await serve(); });
after(async () => { await site?.stop(); });

test('Lighthouse: accessibility and best practices are 100', { timeout: 900_000 }, async (t) => {
  const reports = await look(site.base, calf, ['/', '/check/saddle', '/result', '/plan/self'], ['accessibility', 'best-practices']);
  for (const [path, lhr] of Object.entries(reports)) {
    for (const [id, c] of Object.entries(lhr.categories)) {
      const failed = c.auditRefs.map((r) => lhr.audits[r.id]).filter((a) => a.score !== null && a.score < 1 && !['informative', 'notApplicable', 'manual'].includes(a.scoreDisplayMode));
      t.diagnostic(`${path} ${id}: ${c.score * 100}`);
      assert.equal(c.score, 1, `${path} ${id}: ${failed.map((a) => a.id).join(', ')}`);
    }
    assert.ok(lhr.finalDisplayedUrl.endsWith('/en' + path), `it looked at ${lhr.finalDisplayedUrl}`);
  }
});
