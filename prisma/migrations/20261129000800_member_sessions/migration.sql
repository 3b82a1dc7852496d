-- Members on the plan's own pages: who has signed in, in which browser.

-- CreateTable
CREATE TABLE "member_session" (
    "id" UUID NOT NULL,
    "secret_hash" BYTEA NOT NULL,
    "member_id" UUID NOT NULL,
    "language" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "member_session_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "member_session_secret_hash_key" ON "member_session"("secret_hash");

-- CreateIndex
CREATE INDEX "member_session_member_id_idx" ON "member_session"("member_id");

-- CreateIndex
CREATE INDEX "member_session_seen_at_idx" ON "member_session"("seen_at");

-- AddForeignKey
ALTER TABLE "member_session" ADD CONSTRAINT "member_session_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

grant select, insert, update, delete on member_session to cg_gateway;
