-- Mails are written in the transaction that they tell of, and sent from here.

-- CreateEnum
CREATE TYPE "MailState" AS ENUM ('PENDING', 'SENT', 'DEAD');

-- CreateTable
CREATE TABLE "mail_outbox" (
    "id" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "state" "MailState" NOT NULL DEFAULT 'PENDING',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_try_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "mail_outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "app_news" (
    "id" UUID NOT NULL,
    "app_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "facts" JSONB NOT NULL,
    "after" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "app_news_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "grant_notice" (
    "grant_id" UUID NOT NULL,
    "days" INTEGER NOT NULL,
    "noticed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "grant_notice_pkey" PRIMARY KEY ("grant_id","days")
);

-- CreateIndex
CREATE INDEX "mail_outbox_state_next_try_at_idx" ON "mail_outbox"("state", "next_try_at");

-- CreateIndex
CREATE INDEX "consent_grant_state_ends_at_idx" ON "consent_grant"("state", "ends_at");

-- AddForeignKey
ALTER TABLE "app_news" ADD CONSTRAINT "app_news_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "app"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "grant_notice" ADD CONSTRAINT "grant_notice_grant_id_fkey" FOREIGN KEY ("grant_id") REFERENCES "consent_grant"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

alter table mail_outbox
  add constraint mail_outbox_sent check ((state = 'SENT') = (sent_at is not null)),
  add constraint mail_outbox_dead check (state <> 'DEAD' or last_error is not null);

-- Mails that were sent go after a while, and news once all have been told.
grant select, insert, update, delete on mail_outbox, app_news to cg_gateway;
grant select, insert on grant_notice to cg_gateway;
