-- Partners are told of events at endpoints of theirs: queued in the transaction that makes the event true, and sent from here.

-- CreateEnum
CREATE TYPE "WebhookEndpointState" AS ENUM ('ENABLED', 'GONE');

-- CreateEnum
CREATE TYPE "WebhookDeliveryState" AS ENUM ('PENDING', 'DELIVERED', 'DEAD');

-- CreateTable
CREATE TABLE "webhook_endpoint" (
    "id" UUID NOT NULL,
    "partner_id" UUID NOT NULL,
    "url" TEXT NOT NULL,
    "types" TEXT[],
    "state" "WebhookEndpointState" NOT NULL DEFAULT 'ENABLED',
    "secret" TEXT NOT NULL,
    "former_secret" TEXT,
    "former_secret_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_endpoint_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_delivery" (
    "id" UUID NOT NULL,
    "endpoint_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "state" "WebhookDeliveryState" NOT NULL DEFAULT 'PENDING',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_status" INTEGER,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "delivered_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_delivery_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "webhook_endpoint_partner_id_idx" ON "webhook_endpoint"("partner_id");

-- CreateIndex
CREATE INDEX "webhook_delivery_endpoint_id_state_next_try_at_idx" ON "webhook_delivery"("endpoint_id", "state", "next_try_at");

-- CreateIndex
CREATE INDEX "webhook_delivery_endpoint_id_id_idx" ON "webhook_delivery"("endpoint_id", "id");

-- AddForeignKey
ALTER TABLE "webhook_endpoint" ADD CONSTRAINT "webhook_endpoint_partner_id_fkey" FOREIGN KEY ("partner_id") REFERENCES "partner"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "webhook_delivery" ADD CONSTRAINT "webhook_delivery_endpoint_id_fkey" FOREIGN KEY ("endpoint_id") REFERENCES "webhook_endpoint"("id") ON DELETE CASCADE ON UPDATE CASCADE;

alter table webhook_endpoint
  add constraint webhook_endpoint_types check (types is not null),
  add constraint webhook_endpoint_former_secret check ((former_secret is null) = (former_secret_until is null));
alter table webhook_delivery
  add constraint webhook_delivery_delivered check (state <> 'DELIVERED' or delivered_at is not null),
  add constraint webhook_delivery_dead check (state <> 'DEAD' or last_error is not null);

-- The secrets are of no use to anybody but this role.
grant select, insert, update, delete on webhook_endpoint, webhook_delivery to cg_gateway;
