/** Calls a function while `process.platform` says another name. */
export function onPlatform<T>(platform: NodeJS.Platform, make: () => T): T {
  const real = Object.getOwnPropertyDescriptor(process, 'platform') ?? {};
  Object.defineProperty(process, 'platform', { ...real, value: platform });
  try {
    return make();
  } finally {
    Object.defineProperty(process, 'platform', real);
  }
}
