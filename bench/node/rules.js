// json-rules-engine beside us: the first line on stdin is the rules and the
// people, then "said I" asks which rules fire for a person, and "run I N" times
// N people from the I-th on, as CPU time in microseconds.
import { createInterface } from 'node:readline'
import { Engine } from 'json-rules-engine'

let engine, people

async function fired (i) {
  const { events } = await engine.run(people[i])
  return events.map(e => e.params.rule)
}

async function answer (line) {
  if (!engine) {
    const given = JSON.parse(line)
    people = given.people
    engine = new Engine()
    given.rules.forEach((conditions, rule) => engine.addRule({ conditions, event: { type: 'fired', params: { rule } } }))
    return []
  }
  const [what, from, n] = line.split(' ')
  if (what === 'said') return await fired(+from)
  const begin = process.cpuUsage()
  for (let i = 0; i < +n; i++) await engine.run(people[(+from + i) % people.length])
  const used = process.cpuUsage(begin)
  return [used.user + used.system]
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(JSON.stringify(await answer(line)) + '\n')
}
