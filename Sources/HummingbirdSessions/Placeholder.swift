import SessionModel
public import Hummingbird
