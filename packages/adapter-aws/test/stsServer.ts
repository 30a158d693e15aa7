import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { DateTime, Duration, Effect } from "effect"

/** A server that speaks as much of AWS STS as AssumeRole needs. */
export interface StsServer {
  readonly asked: ReadonlyArray<AskedRole>
  readonly close: () => void
  readonly url: string
}

/** What an AssumeRole said, and whose key has signed it. */
export interface AskedRole {
  readonly accessKeyId: string | undefined
  readonly externalId: string | null
  readonly roleArn: string | null
  readonly sessionName: string | null
}

/**
 * Starts it; it answers with one key after another, and each runs out as many milliseconds after its making as is said.
 *
 * - **Shape**: without another external id than the one that was agreed; a refusal repeats what it was sent, as AWS does.
 */
export const startSts = async (agreed: {
  readonly externalId?: string
  readonly keyLasts?: number
}): Promise<StsServer> => {
  const asked: Array<AskedRole> = []
  const server = createServer((request, response) => {
    let body = ""
    request.on("data", (chunk) => (body += chunk))
    request.on("end", () => {
      const form = new URLSearchParams(body)
      const externalId = form.get("ExternalId")
      asked.push({
        accessKeyId: /Credential=(\w+)/.exec(request.headers.authorization ?? "")?.[1],
        externalId,
        roleArn: form.get("RoleArn"),
        sessionName: form.get("RoleSessionName")
      })
      const isAgreed = agreed.externalId === undefined || agreed.externalId === externalId
      response
        .writeHead(isAgreed ? 200 : 400, { "content-type": "text/xml" })
        .end(isAgreed ? granted(asked.length, agreed.keyLasts ?? 3_600_000) : refused(externalId))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { asked, close, url: `http://127.0.0.1:${port}` }
}

const granted = (number: number, keyLasts: number) =>
  `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
<AccessKeyId>ASIAROLE${number}</AccessKeyId><SecretAccessKey>canary-role-secret</SecretAccessKey>
<SessionToken>canary-role-session</SessionToken><Expiration>${expiration(keyLasts)}</Expiration>
</Credentials><AssumedRoleUser><Arn>arn:aws:sts::111111111111:assumed-role/seller/x</Arn><AssumedRoleId>A:x</AssumedRoleId>
</AssumedRoleUser></AssumeRoleResult></AssumeRoleResponse>`

const expiration = (keyLasts: number) =>
  DateTime.formatIso(DateTime.addDuration(Effect.runSync(DateTime.now), Duration.millis(keyLasts)))

// A name that BatchMeterUsage has as well, where it would mean that the records are at fault.
const refused = (externalId: string | null) =>
  `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
<Code>ValidationException</Code><Message>Value '${externalId}' at 'externalId' is not welcome</Message></Error>
</ErrorResponse>`
