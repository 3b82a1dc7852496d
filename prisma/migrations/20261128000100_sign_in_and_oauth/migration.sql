-- Members sign in, apps get tokens of their consents, and an app can end a consent by OAuth.

-- AlterEnum
ALTER TYPE "EndedByKind" ADD VALUE 'APP';
ALTER TYPE "EndChannel" ADD VALUE 'OAUTH';

-- CreateEnum
CREATE TYPE "ClientAuthentication" AS ENUM ('NONE', 'SECRET', 'PRIVATE_KEY');

-- CreateTable
CREATE TABLE "member_account" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "user_name" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "member_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "material_reading" (
    "member_id" UUID NOT NULL,
    "material_id" UUID NOT NULL,
    "read_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "material_reading_pkey" PRIMARY KEY ("member_id","material_id")
);

-- CreateTable
CREATE TABLE "app_client" (
    "app_id" UUID NOT NULL,
    "authentication" "ClientAuthentication" NOT NULL,
    "secret_hash" BYTEA,
    "public_keys" JSONB,
    "changed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "app_client_pkey" PRIMARY KEY ("app_id")
);

-- CreateTable
CREATE TABLE "oauth_artifact" (
    "kind" TEXT NOT NULL,
    "id_hash" BYTEA NOT NULL,
    "payload" JSONB NOT NULL,
    "uid_hash" BYTEA,
    "grant_id" UUID,
    "consumed_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "oauth_artifact_pkey" PRIMARY KEY ("kind","id_hash")
);

-- CreateIndex
CREATE UNIQUE INDEX "member_account_member_id_key" ON "member_account"("member_id");

-- CreateIndex
CREATE UNIQUE INDEX "member_account_user_name_key" ON "member_account"("user_name");

-- CreateIndex
CREATE INDEX "oauth_artifact_grant_id_idx" ON "oauth_artifact"("grant_id");

-- CreateIndex
CREATE INDEX "oauth_artifact_uid_hash_idx" ON "oauth_artifact"("uid_hash");

-- CreateIndex
CREATE INDEX "oauth_artifact_expires_at_idx" ON "oauth_artifact"("expires_at");

-- AddForeignKey
ALTER TABLE "member_account" ADD CONSTRAINT "member_account_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "material_reading" ADD CONSTRAINT "material_reading_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "material_reading" ADD CONSTRAINT "material_reading_material_id_fkey" FOREIGN KEY ("material_id") REFERENCES "material"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "app_client" ADD CONSTRAINT "app_client_app_id_fkey" FOREIGN KEY ("app_id") REFERENCES "app"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- User names are compared as they are kept: in lower case, so that no two differ by that alone.
alter table member_account add constraint member_account_user_name_lower check (user_name = lower(user_name));
-- How a client proves itself decides what is kept of it; a secret only as its SHA-256.
alter table app_client add constraint app_client_proof check (case authentication
  when 'NONE' then secret_hash is null and public_keys is null
  when 'SECRET' then octet_length(secret_hash) = 32 and public_keys is null
  when 'PRIVATE_KEY' then secret_hash is null and public_keys is not null end);

-- Failed sign-ins, counted by rate-limiter-flexible, which knows this form. Keys are hashes.
create table sign_in_failure (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);

grant select, insert, update on member_account, app_client to cg_gateway;
grant select, insert on material_reading to cg_gateway;
grant select, insert, update, delete on oauth_artifact, sign_in_failure to cg_gateway;
