-- An endpoint that is deleted is a state, whose rows go little by little: a delete of all at once would hold a lock that
-- revocations and suspensions wait for.

-- AlterEnum
ALTER TYPE "WebhookEndpointState" ADD VALUE 'DELETED';

-- What a partner asks for by hand is counted, for an hour.
-- AlterTable
ALTER TABLE "webhook_endpoint" ADD COLUMN     "hour_began" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "replays_in_hour" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "tests_in_hour" INTEGER NOT NULL DEFAULT 0;

-- What is old is found without reading what is not.
-- CreateIndex
CREATE INDEX "mail_outbox_sent_at_idx" ON "mail_outbox"("sent_at");

-- CreateIndex
CREATE INDEX "webhook_delivery_created_at_idx" ON "webhook_delivery"("created_at");
