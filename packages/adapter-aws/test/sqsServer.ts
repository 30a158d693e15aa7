import { createHash } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** What happens to a request instead of an answer, or although it was done. */
export type SqsFault =
  | { readonly _tag: "Refused"; readonly name: string; readonly status?: number }
  | { readonly _tag: "ReplyLost" }
  | { readonly _tag: "Page" }
  | { readonly _tag: "Endless" }
  | { readonly _tag: "NotDeleted" }

interface Message {
  readonly body: string
  readonly id: string
  receives: number
  handle: string
  visibleAt: number
}

type Operation = "ReceiveMessage" | "DeleteMessageBatch"

/** A queue of SQS at an address of this machine, whose time is set by hand. */
export interface SqsServer {
  readonly queueUrl: string
  /** What was asked, in order. */
  readonly requests: ReadonlyArray<{
    readonly operation: Operation
    readonly body: SqsRequest
    /** Whose key has signed the request. */
    readonly accessKeyId: string | undefined
    /** The region that the request is signed for. */
    readonly region: string | undefined
  }>
  readonly send: (...bodies: ReadonlyArray<string>) => void
  /** Lets that many seconds go by, so that messages can be received again. */
  readonly pass: (seconds: number) => void
  /** Lets the next requests of an operation meet faults, one each. */
  readonly fault: (operation: Operation, ...faults: ReadonlyArray<SqsFault>) => void
  /** Is there once no message is left. */
  readonly drained: () => Promise<void>
  /** Bodies of all messages that are still there, received or not. */
  readonly left: () => ReadonlyArray<string>
  /** Bodies of messages that were received too often, where there is a redrive policy. */
  readonly setAside: ReadonlyArray<string>
  readonly close: () => Promise<void>
}

interface SqsRequest {
  readonly Entries?: ReadonlyArray<{ readonly Id: string; readonly ReceiptHandle: string }>
  readonly MaxNumberOfMessages?: number
  readonly MessageSystemAttributeNames?: ReadonlyArray<string>
  readonly QueueUrl?: string
  readonly VisibilityTimeout?: number
  readonly WaitTimeSeconds?: number
}

/** Serves a queue by the JSON protocol of SQS; it hands a message out `receiveCountMax` times at most. */
export const startSqsServer = async (receiveCountMax = Number.POSITIVE_INFINITY): Promise<SqsServer> => {
  let time = 0
  let messages: Array<Message> = []
  const requests: Array<SqsServer["requests"][number]> = []
  const setAside: Array<string> = []
  const polls = new Set<() => boolean>()
  const empty = Promise.withResolvers<void>()
  const faults = new Map<Operation, Array<SqsFault>>()

  const due = (max: number, seconds: number) => {
    const dead = messages.filter(
      ({ receives, visibleAt }) => visibleAt <= time && receives >= receiveCountMax
    )
    setAside.push(...dead.map(({ body }) => body))
    messages = messages.filter((message) => !dead.includes(message))
    return messages
      .filter(({ visibleAt }) => visibleAt <= time)
      .slice(0, max)
      .map((message) => {
        message.visibleAt = time + seconds * 1000
        message.receives += 1
        message.handle = `${message.id}#${message.receives}`
        return {
          Attributes: { ApproximateReceiveCount: String(message.receives) },
          Body: message.body,
          MD5OfBody: createHash("md5").update(message.body).digest("hex"),
          MessageId: message.id,
          ReceiptHandle: message.handle
        }
      })
  }
  const remove = (entries: NonNullable<SqsRequest["Entries"]>) => {
    messages = messages.filter(({ handle }) => !entries.some(({ ReceiptHandle }) => ReceiptHandle === handle))
    if (messages.length === 0) empty.resolve()
    return { Successful: entries.map(({ Id }) => ({ Id })), Failed: [] }
  }

  const server = createServer((request, response) => {
    void readRequest(request).then(({ accessKeyId, body, operation, region }) => {
      requests.push({ operation, body, accessKeyId, region })
      const fault = faults.get(operation)?.shift()
      if (fault?._tag === "Refused") return answer(response, fault.status ?? 400, errorOf(fault.name))
      if (fault?._tag === "Page") return response.writeHead(502).end("<html>Bad Gateway</html>")
      if (fault?._tag === "Endless") return answerForEver(response)
      if (fault?._tag === "NotDeleted")
        return answer(response, 200, { Failed: (body.Entries ?? []).map(failedOf), Successful: [] })
      const send = (what: object) =>
        fault === undefined ? answer(response, 200, what) : void response.destroy()
      if (operation === "DeleteMessageBatch") return send(remove(body.Entries ?? []))
      const poll = () => {
        const found = due(body.MaxNumberOfMessages ?? 1, body.VisibilityTimeout ?? 30)
        if (found.length === 0) return false
        send({ Messages: found })
        return true
      }
      if (poll()) return undefined
      // It waits for as long as nothing comes; nobody here counts its seconds.
      polls.add(poll)
      return response.once("close", () => polls.delete(poll))
    })
  })
  const wake = () => {
    for (const poll of polls) if (poll()) polls.delete(poll)
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    queueUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/123456789012/agreements`,
    requests,
    setAside,
    drained: () => empty.promise,
    fault: (operation, ...next) => void faults.set(operation, [...(faults.get(operation) ?? []), ...next]),
    left: () => messages.map(({ body }) => body),
    pass: (seconds) => {
      time += seconds * 1000
      wake()
    },
    send: (...bodies) => {
      for (const body of bodies)
        messages.push({ body, handle: "", id: crypto.randomUUID(), receives: 0, visibleAt: time })
      wake()
    },
    close: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    }
  }
}

const readRequest = async (request: IncomingMessage) => {
  const chunks: Array<Uint8Array> = []
  for await (const chunk of request) chunks.push(chunk as Uint8Array)
  const operation = String(request.headers["x-amz-target"]).replace("AmazonSQS.", "") as Operation
  const [, accessKeyId, region] =
    /Credential=(\w+)\/\d{8}\/([a-z0-9-]+)\/sqs/.exec(request.headers.authorization ?? "") ?? []
  return {
    accessKeyId,
    region,
    body: JSON.parse(Buffer.concat(chunks).toString("utf8")) as SqsRequest,
    operation
  }
}

/** Sends what is never at its end, for as long as somebody reads it. */
const answerForEver = (response: ServerResponse): void => {
  const chunk = JSON.stringify({ Failed: [], Successful: [] }).padEnd(65_536, " ")
  const more = () => {
    while (!response.destroyed && response.write(chunk));
  }
  response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).on("drain", more)
  more()
}

const failedOf = ({ Id }: { readonly Id: string }) => ({
  Id,
  Code: "ReceiptHandleIsInvalid",
  SenderFault: true
})

const errorOf = (name: string) => ({ __type: `com.amazonaws.sqs#${name}`, message: "in AWS's words" })

const answer = (response: ServerResponse, status: number, body: object): ServerResponse =>
  response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(body))
