-- An authorization for psychotherapy notes covers nothing else, and one that does is none at all (45 CFR
-- 164.508(b)(3)(ii) and (b)(2)(iv)): no grant that names them is signed. Only what is new is held to it, so that
-- one of before can still end.
create function grant_names_no_psychotherapy_notes() returns trigger language plpgsql as $$
begin
  if 'PSYTHPN' = any (new.labels) then
    raise exception 'a grant names psychotherapy notes beside other data' using errcode = 'check_violation';
  end if;
  return new;
end $$;

create trigger grant_psychotherapy_notes before insert on consent_grant
  for each row execute function grant_names_no_psychotherapy_notes();
