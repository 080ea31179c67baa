/**
 * Measures whole processes: bun bench/timing.mjs < PLAN > FIGURES, both JSON. bun, because its way of starting a
 * process adds 0.6 ms to each figure and Node's 2.3 ms. Case by case in turn, so that what else the machine does meets
 * all alike.
 */
import { existsSync, rmSync } from 'node:fs';

const time = '/usr/bin/time';
const plan = await Bun.stdin.json();
const encoder = new TextEncoder();
const figures = plan.cases.map(({ name }) => ({ name, milliseconds: [], kilobytes: [] }));

for (let round = -plan.warmUp; round < plan.rounds; round += 1) {
  plan.cases.forEach((one, index) => {
    const took = measure(one, one.command);
    if (round >= 0) figures[index].milliseconds.push(took.milliseconds);
  });
}
if (existsSync(time)) {
  for (let round = 0; round < Math.min(5, plan.rounds); round += 1) {
    // Of its own process and its children: a launcher as large as this one would count its own size.
    plan.cases.forEach((one, index) =>
      figures[index].kilobytes.push(
        Number(
          measure(one, [time, '-f', '%M', ...one.command])
            .stderr.trim()
            .split('\n')
            .at(-1),
        ),
      ),
    );
  }
}
console.log(JSON.stringify(figures));

function measure({ name, input, environment, remove, cwd }, command) {
  for (const path of remove ?? []) rmSync(path, { recursive: true, force: true });
  const options = {
    stdin: input === undefined ? null : encoder.encode(input),
    stdout: 'pipe',
    stderr: 'pipe',
    env: environment,
    cwd,
  };
  const begun = Bun.nanoseconds();
  const { exitCode, stdout, stderr } = Bun.spawnSync(command, options);
  const milliseconds = (Bun.nanoseconds() - begun) / 1e6;
  if (exitCode !== 0) throw new Error(`${name} ended with ${exitCode}: ${stdout}${stderr}`);
  return { milliseconds, stderr: stderr.toString() };
}
