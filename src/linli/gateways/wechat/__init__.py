"""WeChat: a district's official account, where residents ask, report, sign in and are told."""
