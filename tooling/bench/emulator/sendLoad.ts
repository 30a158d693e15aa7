import { connect } from "node:net"
import type { Socket } from "node:net"

/** What is sent to a server, and by how many at once. */
export interface Load {
  /** How many connections are kept; each has one request under way. */
  readonly connections: number
  /** Returns the bytes of the request of a number; no two numbers have the same request. */
  readonly request: (number: number) => string
  readonly requests: number
}

/**
 * Sends requests over connections that are kept open, and returns how many were answered 200.
 *
 * It speaks plain HTTP over sockets, because every client library costs more than the servers that are compared: the
 * slower side of a connection would be measured, whoever it is.
 *
 * - **Errors**: rejects when a connection is cut, and with what `request` throws.
 */
export const sendLoad = async (port: number, { connections, request, requests }: Load): Promise<number> => {
  let sent = 0
  let accepted = 0
  const work = async (): Promise<void> => {
    const socket = await connected(port)
    await new Promise<void>((resolve, reject) => {
      socket.on("error", reject).on("close", () => reject(new Error("the server has cut the connection")))
      const next = () => {
        if (sent >= requests) return resolve()
        // Thrown in a listener, it would leave this connection waiting for ever.
        try {
          socket.write(request(sent++), "latin1")
        } catch (error) {
          sent = requests
          socket.destroy()
          reject(error)
        }
      }
      let answer = ""
      socket.on("data", (chunk) => {
        answer += chunk.toString("latin1")
        if (!isWhole(answer)) return
        if (answer.startsWith("HTTP/1.1 200 ")) accepted += 1
        answer = ""
        next()
      })
      next()
    })
    socket.removeAllListeners("close").destroy()
  }
  await Promise.all(Array.from({ length: connections }, work))
  return accepted
}

const connected = (port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: "127.0.0.1", noDelay: true, port }, () => resolve(socket))
    socket.once("error", reject)
  })

const isWhole = (answer: string): boolean => {
  const headEnd = answer.indexOf("\r\n\r\n")
  if (headEnd < 0) return false
  const [, length = ""] = /\r\ncontent-length: ([0-9]+)/i.exec(answer.slice(0, headEnd)) ?? []
  return answer.length >= headEnd + 4 + Number(length)
}
