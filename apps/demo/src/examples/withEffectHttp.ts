import { NodeHttpServer } from "@effect/platform-node"
import { postgresStore } from "@tallyhour/adapter-postgres"
import { Catalogue, followAgreement, hostClock, hostLogger, meteringWorker } from "@tallyhour/core"
import { Effect, Layer, Logger, ManagedRuntime } from "effect"
import { HttpEffect, HttpRouter, HttpServer, HttpServerRequest, HttpServerResponse } from "effect/http"
import { Kysely, PostgresDialect } from "kysely"
import { createServer } from "node:http"
import {
  orderIn,
  type RunningShop,
  shopCatalogue,
  shopRegistration,
  type ShopSettings,
  shopWebhook,
  welcomeFor
} from "./Shop.ts"
import { placeOrder, type Shop } from "./withEffect.ts"

/** Serves the shop from Effect's HTTP server, with a worker beside it. */
export const serveWithEffect = async (settings: ShopSettings): Promise<RunningShop> => {
  const store = postgresStore(settings.pool)
  const db = new Kysely<Shop>({ dialect: new PostgresDialect({ pool: settings.pool }) })
  const services = Layer.mergeAll(
    Catalogue.layer(shopCatalogue),
    store.layer,
    settings.transport,
    hostClock(settings.now),
    Logger.layer([hostLogger(settings.log)])
  )
  // #region with-effect-http
  const register = HttpRouter.use(
    Effect.fnUntraced(function* (router) {
      const registration = yield* Effect.acquireRelease(
        Effect.sync(() => shopRegistration(settings)),
        (open) => Effect.promise(() => open.close())
      )
      yield* router.add("POST", "/register", HttpEffect.fromWebHandler(registration.handle))
    })
  )
  const welcome = HttpRouter.add(
    "GET",
    "/welcome",
    Effect.gen(function* () {
      const { headers } = yield* HttpServerRequest.HttpServerRequest
      const account = settings.sessions.accountOf(headers.cookie)
      if (account === undefined) return HttpServerResponse.empty({ status: 401 })
      return HttpServerResponse.text(welcomeFor(account))
    })
  )
  const agreements = HttpRouter.use(
    Effect.fnUntraced(function* (router) {
      const context = yield* Effect.context<Effect.Services<ReturnType<typeof followAgreement>>>()
      const webhook = shopWebhook(settings, (event) => Effect.runPromiseWith(context)(followAgreement(event)))
      yield* router.add("POST", "/agreements", HttpEffect.fromWebHandler(webhook))
    })
  )
  const orders = HttpRouter.add(
    "POST",
    "/orders",
    Effect.gen(function* () {
      const { headers, json } = yield* HttpServerRequest.HttpServerRequest
      const account = settings.sessions.accountOf(headers.cookie)
      if (account === undefined) return HttpServerResponse.empty({ status: 401 })
      yield* placeOrder(db, store, orderIn(yield* json, account, settings))
      return HttpServerResponse.empty({ status: 201 })
    })
  )
  const worker = Layer.effectDiscard(Effect.forkScoped(meteringWorker()))
  const shop = HttpRouter.serve(Layer.mergeAll(register, welcome, agreements, orders)).pipe(
    Layer.merge(worker),
    Layer.provideMerge(NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0 })),
    Layer.provide(services)
  )
  // #endregion
  await Effect.runPromise(store.migrate)
  const runtime = ManagedRuntime.make(shop)
  const { address } = await runtime.runPromise(HttpServer.HttpServer)
  return { port: "port" in address ? address.port : 0, stop: () => runtime.dispose() }
}
