//! Messages on their way out, written as frames once for however many connections.

use std::io::Cursor;

use bytes::Bytes;
use smallvec::SmallVec;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};
use tokio_tungstenite::tungstenite::protocol::frame::{Frame, FrameHeader};

/// Messages that go out together, as a server sends them: frames one behind the other. A copy shares their bytes.
#[derive(Clone, Debug)]
pub struct Batch(Bytes);

impl Batch {
    /// One text.
    pub fn text(text: &str) -> Batch {
        Batch::of([(Data::Text, text.as_bytes())].into_iter())
    }

    /// Bytes as one message.
    pub fn binary(bytes: &[u8]) -> Batch {
        Batch::of([(Data::Binary, bytes)].into_iter())
    }

    /// Several texts.
    pub fn texts<'t>(texts: impl Iterator<Item = &'t str> + Clone) -> Batch {
        Batch::of(texts.map(|text| (Data::Text, text.as_bytes())))
    }

    fn of<'m>(messages: impl Iterator<Item = (Data, &'m [u8])> + Clone) -> Batch {
        let header = |kind| FrameHeader { is_final: true, opcode: OpCode::Data(kind), ..FrameHeader::default() };
        let length = |(kind, content): (Data, &[u8])| header(kind).len(content.len() as u64) + content.len();
        let mut frames = Vec::with_capacity(messages.clone().map(length).sum());
        for (kind, content) in messages {
            header(kind).format(content.len() as u64, &mut frames).expect("a vector takes all");
            frames.extend_from_slice(content);
        }
        Batch(frames.into())
    }

    /// All of them, one behind the other.
    pub fn together(batches: SmallVec<[Batch; 1]>) -> Batch {
        match batches.as_slice() {
            [only] => only.clone(),
            several => Batch(several.iter().map(|batch| &batch.0[..]).collect::<Vec<_>>().concat().into()),
        }
    }

    /// How many bytes go over the wire.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no message.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a server writes.
    pub fn into_bytes(self) -> Bytes {
        self.0
    }

    /// The frames one by one: a client masks each.
    pub fn frames(self) -> impl Iterator<Item = Frame> {
        let mut rest = self.0;
        std::iter::from_fn(move || {
            let mut start = Cursor::new(&rest);
            let (header, length) = FrameHeader::parse(&mut start).ok()??;
            let _head = rest.split_to(start.position() as usize);
            Some(Frame::from_payload(header, rest.split_to(length as usize)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Batch, Data};

    #[test]
    fn frames_are_those_that_were_put_in() {
        let texts = ["", "a", &"b".repeat(125), &"c".repeat(126), &"d".repeat(70_000)];
        let batch = Batch::texts(texts.into_iter());
        assert_eq!(batch.len(), texts.iter().map(|text| text.len()).sum::<usize>() + 2 + 2 + 2 + 4 + 10);
        let read: Vec<String> = batch.frames().map(|frame| frame.to_text().expect("a text").to_owned()).collect();
        assert_eq!(read, texts);
        assert!(Batch::texts([].into_iter()).is_empty());
        let binary = Batch::binary(&[255, 0]).frames().next().expect("a frame");
        assert_eq!((binary.header().opcode, binary.payload()), (super::OpCode::Data(Data::Binary), &[255u8, 0][..]));
    }
}
