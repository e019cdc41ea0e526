/** Questions to a browser that is driven from outside: DevTools and WebDriver BiDi number them alike. */

/** A connection that is open. */
export interface BrowserCommands {
  /** Rejects with what the browser says is wrong, and where it has ended. */
  ask(method: string, params?: object): Promise<Record<string, unknown>>;
  close(): void;
}

/**
 * Connects to the web socket of a browser, which errors call `name`. `onEvent` hears what nobody
 * asked.
 */
export async function connectBrowser(
  address: string,
  name: string,
  onEvent: (method: string, params: Record<string, unknown>) => void = () => {},
): Promise<BrowserCommands> {
  const socket = new WebSocket(address);
  const open = Promise.withResolvers<void>();
  const waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  let number = 0;
  socket.onopen = () => open.resolve();
  socket.onerror = () => open.reject(new Error(`Could not speak to ${name} at ${address}`));
  socket.onclose = () => {
    for (const one of waiting.values()) one.reject(new Error(`${name} has ended`));
    waiting.clear();
  };
  socket.onmessage = ({ data }) => {
    const { id, method, params, result, error, message } = JSON.parse(data);
    if (method !== undefined) onEvent(method, params);
    const one = waiting.get(id);
    if (!one) return;
    waiting.delete(id);
    // DevTools puts the message into the error, BiDi beside its code.
    if (error) one.reject(new Error(error.message ?? `${error}: ${message}`));
    else one.resolve(result);
  };
  await open.promise;
  return {
    ask: async (method, params = {}) => {
      const answer = Promise.withResolvers<Record<string, unknown>>();
      waiting.set(++number, answer);
      socket.send(JSON.stringify({ id: number, method, params }));
      return await answer.promise;
    },
    close: () => socket.close(),
  };
}
