import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"

/** What a service says to a request. */
export interface Said {
  readonly status: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** Does something else to a request than letting it through; `honest` is what the service behind the gate says. */
export type Trick = (response: ServerResponse, honest: () => Promise<Said>) => Promise<void> | void

/** A server in front of a service: it lets all through, and plays its tricks on requests that carry usage. */
export interface Gate {
  /** The bodies that have come, the regions that they were signed for, and what was said to each. */
  readonly heard: Array<{ readonly body: string; readonly region: string | undefined }>
  /** What happens to the next requests, in this order; then to each what `always` says. */
  readonly tricks: Array<Trick>
  always: Trick | undefined
  readonly stop: () => Promise<void>
  readonly url: string
}

/** Opens a gate in front of a service. */
export const openGate = async (service: string): Promise<Gate> => {
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy())
  })
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request)
    const honest = async (): Promise<Said> => {
      const { authorization, "content-type": type } = request.headers
      const target = request.headers["x-amz-target"]?.toString()
      const said = await fetch(service, {
        method: request.method ?? "GET",
        headers: given({ authorization, "x-amz-target": target, "content-type": type }),
        ...(body !== "" && { body })
      })
      const headers = given({
        "content-type": said.headers.get("content-type"),
        date: said.headers.get("date")
      })
      return { body: await said.text(), headers, status: said.status }
    }
    if (request.method !== "POST") return send(response, await honest())
    heard.push({ body, region: request.headers.authorization?.split("/")[2] })
    const trick = gate.tricks.shift() ?? gate.always
    await (trick === undefined ? send(response, await honest()) : trick(response, honest))
  }
  const heard: Gate["heard"] = []
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const gate: Gate = {
    always: undefined,
    heard,
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
    tricks: [],
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
  return gate
}

/** Says something to a request. */
export const send = (response: ServerResponse, { body, headers = {}, status }: Said): void => {
  response.sendDate = !("date" in headers)
  response.writeHead(status, { "content-type": "application/x-amz-json-1.1", ...headers }).end(body)
}

/** Says something else than the service, which never hears of the request. */
export const instead =
  (said: Said): Trick =>
  (response) =>
    send(response, said)

/** Refuses a request under the name of an exception of AWS. */
export const refuse = (name: string, status = 400): Trick =>
  instead({ body: JSON.stringify({ __type: name, message: "planted" }), status })

/** Says what the service says, put otherwise. */
export const otherwise =
  (change: (answer: Answer) => object): Trick =>
  async (response, honest) => {
    const said = await honest()
    send(response, { ...said, body: JSON.stringify(change(JSON.parse(said.body) as Answer)) })
  }

/** An answer of the service, as a trick changes it. */
export interface Answer {
  readonly Results: ReadonlyArray<{
    readonly MeteringRecordId?: string
    readonly Status: string
    readonly UsageRecord: Readonly<Record<string, unknown>>
  }>
  readonly UnprocessedRecords: ReadonlyArray<Readonly<Record<string, unknown>>>
}

const given = (headers: Readonly<Record<string, string | null | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter((entry): entry is [string, string] => Boolean(entry[1])))
