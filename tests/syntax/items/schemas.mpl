struct Post do
  table "posts"
  primary_key :id
  timestamps true
  id :: Int
  table :: String
  belongs_to :user, User
  has_many :comments, Comment
  has_one :draft, Draft
end deriving(Schema)
