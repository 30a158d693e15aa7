/**
 * Sends once everything that has arrived by now is worked through.
 *
 * Clients that wait together are told together. Each answer sent by itself would wake its client's process by itself,
 * and on one machine a wake-up costs as much as an answer.
 */
export const sendTogether = (send: () => void): void => {
  if (waiting.push(send) === 1) setImmediate(sendAll)
}

let waiting: Array<() => void> = []

const sendAll = (): void => {
  const sends = waiting
  waiting = []
  for (const send of sends) send()
}
