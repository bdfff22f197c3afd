-- What those who watch are told, in the order in which it was committed: written in the transaction that did it, read by the publisher
-- of every process, and gone after some minutes. `body` is a JSON array of references (`Streaming.News`).
CREATE TABLE news (id INTEGER PRIMARY KEY AUTOINCREMENT, at BIGINT NOT NULL, body TEXT NOT NULL);
