/** What the picture of the README shows: real commands in a real terminal, against the loopback AWS and registry. */
import { startLoopbackCloud } from '../support/loopback-cloud.js';
import { Screen } from '../support/screen.js';

const columns = 100;
/** Days and times differ from run to run, and say nothing here. */
const today = /20\d\d-\d\d-\d\d(?:T\d\d:\d\d:\d\dZ)?/g;
const exampleTime = '2026-01-02T03:04:05Z';
const clockTime = /(?<![:\d])\d\d:\d\d(?![:\dZ])/g;

/** The screen with its escape sequences, and its width. */
export async function playPictureSession(): Promise<{ readonly ansi: string; readonly columns: number }> {
  const cloud = await startLoopbackCloud({ account: '123456789012' });
  // A zone where it is before noon, so that a token of 12 hours ends on the same day.
  const zone = new Date().getUTCHours() < 12 ? 'UTC' : 'Etc/GMT+12';
  const screen = await Screen.open({ columns, rows: 60, environment: { ...cloud.environment, TZ: zone } });
  try {
    await screen.type(`ts-reg registry add ${cloud.registryHost} ${cloud.key.accessKeyId}`);
    await screen.shows('Secret access key');
    await screen.type(cloud.key.secretAccessKey);
    await screen.untilPrompt();
    for (const command of [
      `ts-reg configure-docker ${cloud.registryHost}`,
      'ts-reg registry list --wide',
      'ts-reg registry get 123456789012.dkr.ecr.us-east-1.amazonaws.co',
    ]) {
      await screen.type(command);
      await screen.untilPrompt();
    }
    const lines = (await screen.text('colours')).replaceAll(screen.folder, '~').split('\n');
    // The last line is the prompt of a command that never comes.
    return {
      ansi: lines
        .slice(0, -1)
        .join('\n')
        .replace(today, (time) => exampleTime.slice(0, time.length))
        .replace(clockTime, '21:40'),
      columns,
    };
  } finally {
    await screen.close();
    await cloud.close();
  }
}
