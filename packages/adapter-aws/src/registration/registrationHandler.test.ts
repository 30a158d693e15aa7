import { makeMarketplaceEmulator, memoryCustomerResolution, memoryStore } from "@tallyhour/adapter-memory"
import { type Customer, CustomerResolution, SubscriptionRegistry, transportErrorFor } from "@tallyhour/core"
import { exampleProduct } from "@tallyhour/core/testing"
import { Effect, Layer } from "effect"
import { once } from "node:events"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import { assert, describe, it } from "vitest"
import { canaries } from "../../../../tooling/canaries/canaries.ts"
import { secretsIn } from "../../../../tooling/canaries/secretsIn.ts"
import {
  type RegisteredBuyer,
  type RegistrationHandler,
  registrationHandler,
  type RegistrationOptions
} from "./registrationHandler.ts"
import { registrationListener } from "./registrationListener.ts"

const buyer = "111111111111"
const licenseArn = (name: string) => `arn:aws:license-manager::123456789012:license:l-${name}`

const canary = canaries.registrationToken

describe("a registration", () => {
  it("links the buyer of a token to the account that the host says, and welcomes it", async () => {
    const host = aHost()

    const response = await host.post({ token: host.token() })

    assert.strictEqual(response.status, 200)
    assert.include(await response.text(), "You are all set")
    const [linked, ...others] = await host.linked("acme")
    assert.deepStrictEqual(linked?.agreement, { _tag: "License", buyer, licenseArn: licenseArn("1") })
    assert.deepStrictEqual(others, [])
  })

  it("row 53: a reload, two tabs at once and a new token of the same buyer find the link that is there", async () => {
    const isNew: Array<boolean> = []
    const welcome = (registered: RegisteredBuyer) => {
      isNew.push(registered.isNew)
      return new Response(registered.account)
    }
    const host = aHost({ welcome })
    const token = host.token()

    const tabs = await Promise.all([host.post({ token }), host.post({ token })])
    const again = await host.post({ token: host.token() })

    assert.deepStrictEqual(
      [...tabs, again].map(({ status }) => status),
      [200, 200, 200]
    )
    assert.strictEqual((await host.linked("acme")).length, 1)
    assert.strictEqual(isNew.length, 3)
    assert.strictEqual(isNew.filter((one) => one).length, 1)
  })

  it("row 53: a second license is an agreement of its own, for an account of its own", async () => {
    const host = aHost({ accountFor: async ({ agreement }) => accountOf(agreement) })
    host.subscribe("2")

    const statuses = [
      await host.post({ token: host.token("1") }),
      await host.post({ token: host.token("2") })
    ]

    assert.deepStrictEqual(
      statuses.map(({ status }) => status),
      [200, 200]
    )
    assert.strictEqual((await host.linked("of l-1")).length, 1)
    assert.strictEqual((await host.linked("of l-2")).length, 1)
  })

  it("row 53: a license is never linked to a second account, nor an account to a second license of the product", async () => {
    let account = "acme"
    const host = aHost({ accountFor: async () => account })
    host.subscribe("2")
    await host.post({ token: host.token("1") })

    const second = await host.post({ token: host.token("2") })
    account = "thief"
    const thief = await host.post({ token: host.token("1") })

    assert.deepStrictEqual([second.status, thief.status], [409, 409])
    assert.deepStrictEqual(await host.linked("thief"), [])
    assert.strictEqual((await host.linked("acme")).length, 1)
  })

  it("a host may have the buyer sign in first, and nothing is linked until it says whose it is", async () => {
    const host = aHost({
      accountFor: async () => new Response(null, { headers: { location: "/sign-in" }, status: 303 })
    })

    const response = await host.post({ token: host.token() })

    assert.deepStrictEqual([response.status, response.headers.get("location")], [303, "/sign-in"])
    assert.deepStrictEqual(await host.linked("acme"), [])
  })
})

describe("bad inputs of a registration", () => {
  const form = "application/x-www-form-urlencoded"
  const token = "x-amzn-marketplace-token"

  interface BadForm {
    readonly body?: string
    readonly method?: string
    readonly type?: string
    readonly url?: string
  }

  it.each<readonly [number, string, number, BadForm]>([
    [50, "no token", 400, { body: "a=b" }],
    [50, "an empty token", 400, { body: `${token}=` }],
    [50, "a token of 100 kB", 413, { body: `${token}=${"x".repeat(100_000)}` }],
    [50, "a token of 20 kB", 400, { body: `${token}=${"x".repeat(20_000)}` }],
    [50, "a token in the address", 405, { method: "GET", url: `?${token}=${canary}` }],
    [50, "a token in the address of a form", 400, { body: "a=b", url: `?${token}=${canary}` }],
    [50, "a token whose plus signs became spaces", 400, { body: `${token}=${canary}%20${canary}` }],
    [50, "two tokens", 400, { body: `${token}=${canary}&${token}=${canary}2` }],
    [50, "a token with a letter of another script", 400, { body: `${token}=${canary}%C3%A9` }],
    [51, "a token that nobody issued", 400, { body: `${token}=${canary}` }],
    [54, "a form of ten thousand fields", 413, { body: "a=b&".repeat(10_000) }],
    [54, "a form of 10 MB", 413, { body: `a=${"x".repeat(10_000_000)}` }],
    [54, "another type", 415, { body: "{}", type: "application/json" }],
    [54, "a form in parts", 415, { body: "--x", type: "multipart/form-data; boundary=x" }],
    [54, "no type", 415, { body: "a=b", type: "" }]
  ])("row %i: %s is answered %i, without the token", async (_, __, status, input) => {
    const host = aHost()
    const { body, method = "POST", type = form, url = "" }: BadForm = input

    const response = await host.handle(
      new Request(`https://example.com/register${url}`, {
        method,
        ...(body === undefined ? {} : { body }),
        headers: type === "" ? {} : { "content-type": type }
      })
    )

    const page = await response.text()
    assert.strictEqual(response.status, status)
    assert.deepStrictEqual(secretsIn(page + host.said.join() + JSON.stringify([...response.headers])), [])
    assert.include(page, "choose Set up your account")
    assert.strictEqual(response.headers.get("cache-control"), "no-store")
    assert.deepStrictEqual(await host.linked("acme"), [])
  })

  it("row 51: a token that is too old is gone, and one that was used is used again", async () => {
    const host = aHost()

    const expired = await host.post({ token: host.token("1", { ttl: 0 }) })

    assert.strictEqual(expired.status, 410)
    assert.include(await expired.text(), "has expired")
  })

  it("row 52: a token for another product is refused, and the log names the product", async () => {
    const host = aHost({ catalogue: { products: [{ code: "another", meters: [] }] } })

    const response = await host.post({ token: host.token() })

    assert.strictEqual(response.status, 400)
    assert.match(host.said.join(), /"4ml54db8vrmjuykaw1psroool", which is not in the catalogue/)
  })

  it.each([
    ["ThrottlingException", 503],
    ["InternalServiceErrorException", 503],
    ["AccessDeniedException", 503],
    ["DisabledApiException", 503],
    ["ValidationException", 500]
  ])("F48: after %s of AWS the page has the status %i, and a reload can help", async (name, status) => {
    const error = transportErrorFor({ operation: "ResolveCustomer", name, status: 400, detail: "" })
    const host = aHost({
      customers: Layer.succeed(CustomerResolution, { resolve: () => Effect.fail(error) })
    })

    const response = await host.post({ token: canary })

    assert.strictEqual(response.status, status)
    assert.strictEqual(response.headers.has("retry-after"), status === 503)
    assert.deepStrictEqual(host.said, [`Error ${error.message}`])
  })

  it("F35: credentials of ours that have expired are no fault of the buyer's token", async () => {
    const detail = "The security token included in the request is expired"
    const error = transportErrorFor({
      operation: "ResolveCustomer",
      name: "ExpiredTokenException",
      status: 400,
      detail
    })
    const host = aHost({
      customers: Layer.succeed(CustomerResolution, { resolve: () => Effect.fail(error) })
    })

    const response = await host.post({ token: canary })

    assert.strictEqual(response.status, 503)
    assert.match(host.said.join(), /temporary AWS credentials have expired/)
  })

  it("F50: what a host throws is logged, and not shown to its buyer", async () => {
    const host = aHost({ accountFor: () => Promise.reject(new Error("password of the database")) })

    const response = await host.post({ token: host.token() })

    assert.strictEqual(response.status, 500)
    assert.notInclude(await response.text(), "password")
    assert.match(host.said.join(), /A registration failed.*password/s)
  })
})

describe("a listener for Node's servers", () => {
  it("registers over HTTP, and cuts off what is too large", async () => {
    const host = aHost()
    const server = createServer(registrationListener(host)).listen(0, "127.0.0.1")
    await new Promise((resolve) => server.once("listening", resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/register`
    const posted = (body: URLSearchParams | string) => fetch(url, { body, method: "POST" })

    const good = await posted(new URLSearchParams({ "x-amzn-marketplace-token": host.token() }))
    const large = await posted(new URLSearchParams({ a: "x".repeat(80_000) }))
    const other = await posted("text")

    server.closeAllConnections()
    server.close()
    assert.deepStrictEqual([good.status, large.status, other.status], [200, 413, 415])
  })

  // What Express, and the parsers made for it, leave of a form that they have read.
  const parsers: ReadonlyArray<readonly [string, (form: string) => unknown]> = [
    ["fields", (form) => ({ ...Object.fromEntries(new URLSearchParams(form)), nested: { a: "b" } })],
    ["text", (form) => form],
    ["bytes", (form) => Buffer.from(form)]
  ]

  it.each(parsers)("finds the token where a parser before it has left the form as %s", async (_, parse) => {
    const host = aHost()

    const status = await afterParser(host, { body: posted(host.token()), parse })

    assert.strictEqual(status, 200)
    assert.strictEqual((await host.linked("acme")).length, 1)
  })

  it("takes no token twice, and nothing too large, from a parser either", async () => {
    const host = aHost()
    const twice = { "x-amzn-marketplace-token": [host.token(), host.token()] }

    const statuses = [
      await afterParser(host, { body: posted("a"), parse: () => twice }),
      await afterParser(host, { body: posted("a"), parse: () => ({ a: "x".repeat(80_000) }) })
    ]

    assert.deepStrictEqual(statuses, [400, 413])
    assert.deepStrictEqual(await host.linked("acme"), [])
  })

  it("hands the JSON of a webhook on that a parser has read before", async () => {
    const heard: Array<unknown> = []
    const event = { detail: { agreement: ["a"] }, id: "e-1" }
    const handle = async (request: Request) => {
      heard.push(await request.json())
      return new Response(null, { status: 204 })
    }

    const status = await afterParser(
      { handle },
      { body: JSON.stringify(event), parse: JSON.parse, type: "application/json" }
    )

    assert.strictEqual(status, 204)
    assert.deepStrictEqual(heard, [event])
  })

  it("sets each cookie of a host apart from the others", async () => {
    const handle = async () =>
      new Response("later", {
        headers: [
          ["set-cookie", "session=a; Expires=Tue, 10 Mar 2026 12:00:00 GMT"],
          ["set-cookie", "theme=b"],
          ["x-host", "own"]
        ],
        status: 201
      })
    const server = createServer(registrationListener({ handle })).listen(0, "127.0.0.1")
    await once(server, "listening")

    const { headers, status } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)

    server.closeAllConnections()
    server.close()
    assert.deepStrictEqual(headers.getSetCookie(), [
      "session=a; Expires=Tue, 10 Mar 2026 12:00:00 GMT",
      "theme=b"
    ])
    assert.deepStrictEqual([status, headers.get("x-host")], [201, "own"])
  })

  it("says in the log where it has to stand, when nothing is left of the form", async () => {
    const host = aHost()

    const statuses = [
      await afterParser(host, { body: posted(host.token()), parse: () => undefined }),
      (await host.handle(await readBefore(host.token()))).status
    ]

    assert.deepStrictEqual(statuses, [500, 500])
    assert.deepStrictEqual(
      host.said,
      Array.from({ length: 2 }, () => `Error ${readTooEarly}`)
    )
  })
})

const readTooEarly =
  "Something has read the form of a buyer before its registration could. Put the registration before whatever parses bodies."

const posted = (token: string): string =>
  new URLSearchParams({ "x-amzn-marketplace-token": token }).toString()

/** A request whose form somebody has read already. */
const readBefore = async (token: string): Promise<Request> => {
  const request = new Request("https://example.com/register", {
    body: new URLSearchParams(posted(token)),
    method: "POST"
  })
  await request.text()
  return request
}

/** The status of a form that a parser reads before the listener, and leaves as `body` of the request. */
const afterParser = async (
  host: Pick<RegistrationHandler, "handle">,
  {
    body,
    parse,
    type = "application/x-www-form-urlencoded"
  }: { readonly body: string; readonly parse: (form: string) => unknown; readonly type?: string }
): Promise<number> => {
  const listener = registrationListener(host)
  const server = createServer(async (incoming, outgoing) => {
    listener(Object.assign(incoming, { body: parse(await text(incoming)) }), outgoing)
  }).listen(0, "127.0.0.1")
  await once(server, "listening")
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/register`
  const { status } = await fetch(url, { body, headers: { "content-type": type }, method: "POST" })
  server.closeAllConnections()
  server.close()
  return status
}

const accountOf = (agreement: Customer["agreement"]): string =>
  agreement._tag === "License" ? `of ${agreement.licenseArn.split(":").at(-1)}` : "other"

/** A host with a store of its own, and a buyer with one license. */
const aHost = (options: Partial<RegistrationOptions> = {}) => {
  const emulator = makeMarketplaceEmulator()
  const store = memoryStore()
  const said: Array<string> = []
  const control = (name: string, body: object) => {
    const answer = emulator.control(name, body)
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    return Object(answer.body) as { readonly token: string }
  }
  const subscribe = (name: string) =>
    control("seed_customer", {
      account_id: buyer,
      customer_identifier: `id-${name}`,
      license_arn: licenseArn(name),
      product_code: exampleProduct
    })
  control("seed_product", { code: exampleProduct, dimensions: ["requests"], kind: "saas" })
  subscribe("1")
  const registration = registrationHandler({
    accountFor: async () => "acme",
    catalogue: { products: [{ code: exampleProduct, meters: [{ name: "requests" }] }] },
    customers: memoryCustomerResolution(emulator),
    log: (level, message) => said.push(`${level} ${message}`),
    store,
    ...options
  })
  return {
    close: registration.close,
    handle: registration.handle,
    linked: (account: string) =>
      Effect.runPromise(
        Effect.flatMap(SubscriptionRegistry, (registry) => registry.subscriptionsOf(account)).pipe(
          Effect.provide(store.layer)
        )
      ),
    post: ({ token }: { readonly token: string }) =>
      registration.handle(
        new Request("https://example.com/register", {
          body: new URLSearchParams({ "x-amzn-marketplace-token": token }),
          method: "POST"
        })
      ),
    said,
    subscribe,
    token: (name = "1", { ttl = 3_600 } = {}) =>
      control("issue_token", {
        account_id: buyer,
        license_arn: licenseArn(name),
        product_code: exampleProduct,
        ttl
      }).token
  }
}
