"""What goes over the wire: shapes of requests and answers, each with words and an example. They hold no rule."""
