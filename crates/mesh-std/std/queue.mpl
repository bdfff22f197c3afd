##! First in, first out.

## Elements leave at `front` and enter at `back`; `front` is turned over from `back` when it runs out.
@opaque
pub struct Queue<T> do
  front :: List<T>
  back :: List<T>
end deriving()

## The empty queue.
##
## ```mesh
## let empty :: Queue<Int> = Queue.new()
## assert Queue.is_empty(empty)
## ```
pub fn new<T>() -> Queue<T> = Queue { front: [], back: [] }

## The number of elements.
##
## ```mesh
## assert_eq Queue.size(Queue.from_list([1, 2])), 2
## ```
pub fn size<T>(queue :: Queue<T>) -> Int = list_length(queue.front) + list_length(queue.back)

## Whether there are no elements.
##
## ```mesh
## assert not Queue.is_empty(Queue.from_list([1]))
## ```
pub fn is_empty<T>(queue :: Queue<T>) -> Bool = size(queue) == 0

## One more element at the back.
##
## ```mesh
## assert_eq Queue.to_list(Queue.push(Queue.from_list([1]), 2)), [1, 2]
## ```
pub fn push<T>(queue :: Queue<T>, value :: T) -> Queue<T> do
  Queue { front: queue.front, back: list_append(queue.back, value) }
end

## The element at the front. Crashes on an empty queue.
##
## ```mesh
## assert_eq Queue.peek(Queue.from_list([1, 2])), 1
## ```
pub fn peek<T>(queue :: Queue<T>) -> T do
  case take(queue) do
    Some((value, _)) -> value
    None -> panic("peek of an empty queue")
  end
end

## The elements of a list, the first at the front.
##
## ```mesh
## assert_eq Queue.peek(Queue.from_list([1, 2])), 1
## ```
pub fn from_list<T>(list :: List<T>) -> Queue<T> = Queue { front: list, back: [] }

## The element at the front and the queue without it. Crashes on an empty queue.
##
## ```mesh
## let (first, rest) = Queue.pop(Queue.from_list([1, 2]))
## assert_eq first, 1
## assert_eq Queue.to_list(rest), [2]
## ```
pub fn pop<T>(queue :: Queue<T>) -> (T, Queue<T>) do
  case take(queue) do
    Some(taken) -> taken
    None -> panic("pop of an empty queue")
  end
end

## The element at the front and the queue without it, if there is one.
##
## ```mesh
## let empty :: Queue<Int> = Queue.new()
## assert Option.is_none(Queue.take(empty))
## ```
pub fn take<T>(queue :: Queue<T>) -> Option<(T, Queue<T>)> do
  case (queue.front, queue.back) do
    (first :: rest, back) -> Some((first, Queue { front: rest, back: back }))
    ([], first :: rest) -> Some((first, Queue { front: rest, back: [] }))
    ([], []) -> None
  end
end

## The elements, the front first.
##
## ```mesh
## assert_eq Queue.to_list(Queue.from_list([1, 2])), [1, 2]
## ```
pub fn to_list<T>(queue :: Queue<T>) -> List<T> = queue.front ++ queue.back

# How the elements are spread over the two lists does not count.
impl Eq for Queue<T> where T: Eq do
  fn eq(self, other :: Queue<T>) -> Bool = to_list(self) == to_list(other)
end

impl Display for Queue<T> where T: Display do
  fn to_string(self) -> String = "Queue" <> to_list(self).to_string()
end

impl Debug for Queue<T> where T: Debug do
  fn inspect(self) -> String = "Queue" <> to_list(self).inspect()
end
