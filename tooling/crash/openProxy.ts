import { type AddressInfo, connect, createServer, type Socket } from "node:net"

/**
 * How a connection is cut.
 *
 * - `unsent`: what is asked never arrives.
 * - `unanswered`: what is asked is done, and its answer never arrives.
 * - `halved`: the answer ends in the middle.
 * - `silent`: what is asked is done, and nothing is heard any more, for a while; then the connection ends.
 */
export const cuts = ["unsent", "unanswered", "halved", "silent"] as const
export type Cut = (typeof cuts)[number]

/** A way between processes and a server that can be cut at a chosen moment. */
export interface Proxy {
  readonly close: () => Promise<void>
  /** Cuts the next connection that asks such a thing; false if none did in time. */
  readonly cutNext: (
    cut: Cut,
    options: { readonly asks: (asked: Buffer) => boolean; readonly patience: number }
  ) => Promise<boolean>
  readonly port: number
}

interface Trap {
  readonly asks: (asked: Buffer) => boolean
  readonly cut: Cut
  readonly sprung: () => void
}

/** Opens a proxy in front of a port of this machine; a silence lasts a second unless told otherwise. */
export const openProxy = async (
  target: number,
  { silenceMillis = 1_000 }: { readonly silenceMillis?: number } = {}
): Promise<Proxy> => {
  const traps = new Set<Trap>()
  const open = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect({ host: "127.0.0.1", port: target })
    for (const socket of [client, upstream]) {
      socket.setNoDelay(true)
      open.add(socket)
    }
    join(client, upstream, {
      meet: (asked) => {
        const trap = [...traps].find(({ asks }) => asks(asked))
        if (trap === undefined) return undefined
        traps.delete(trap)
        trap.sprung()
        return trap.cut
      },
      silenceMillis
    })
    upstream.on("close", () => open.delete(upstream))
    client.on("close", () => open.delete(client))
  })
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening))
  return {
    close: () => {
      for (const socket of open) socket.destroy()
      return new Promise((closed) => server.close(() => closed()))
    },
    cutNext: (cut, { asks, patience }) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => {
          traps.delete(trap)
          resolve(false)
        }, patience)
        const trap: Trap = {
          asks,
          cut,
          sprung: () => {
            clearTimeout(timer)
            resolve(true)
          }
        }
        traps.add(trap)
      }),
    port: (server.address() as AddressInfo).port
  }
}

/** Passes on what two sides say, until a trap is met. */
const join = (
  client: Socket,
  upstream: Socket,
  {
    meet,
    silenceMillis
  }: { readonly meet: (asked: Buffer) => Cut | undefined; readonly silenceMillis: number }
): void => {
  let met: Cut | undefined
  const end = () => {
    client.destroy()
    upstream.destroy()
  }
  client.on("data", (asked: Buffer) => {
    met ??= meet(asked)
    if (met === "unsent") return end()
    upstream.write(asked)
    if (met === "silent") setTimeout(end, silenceMillis)
  })
  upstream.on("data", (answer: Buffer) => {
    if (met === undefined) return void client.write(answer)
    // Silence lasts until its time is over.
    if (met === "silent") return
    if (met === "unanswered") return end()
    client.write(answer.subarray(0, Math.ceil(answer.length / 2)), end)
  })
  for (const socket of [client, upstream]) {
    socket.on("error", end)
    socket.on("close", end)
  }
}

/** Whether a client of Postgres asks for a commit, in one message as the drivers send it. */
export const isCommit = (asked: Buffer): boolean => asked.includes(commitMessage)

const commitMessage = Buffer.from("Q\u0000\u0000\u0000\u000bcommit\u0000", "latin1")
