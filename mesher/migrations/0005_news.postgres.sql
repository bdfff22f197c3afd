-- What those who watch are told, in the order in which it was committed: written in the transaction that did it, read by the publisher
-- of every process, and gone after some minutes. `body` is a JSON array of references (`Streaming.News`). Who listens is told the
-- number of a row when it is committed.
CREATE TABLE news (id BIGSERIAL PRIMARY KEY, at BIGINT NOT NULL, body TEXT NOT NULL);

CREATE FUNCTION tell_news() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('mesher_news', NEW.id::text);
  RETURN NULL;
END
$$;

CREATE TRIGGER news_told AFTER INSERT ON news FOR EACH ROW EXECUTE FUNCTION tell_news();
