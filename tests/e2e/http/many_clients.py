import threading
import time

from wire import Http, ask, quit_server

wrong = []


def slow():
    if ask("GET", "/slow").text() != "slow":
        wrong.append("slow")


def fast(number):
    http = Http()
    for i in range(20):
        if http.ask("GET", f"/echo/{number}-{i}").text() != f"{number}-{i}":
            wrong.append(number)
    http.close()


began = time.monotonic()
threads = [threading.Thread(target=slow) for _ in range(50)]
threads += [threading.Thread(target=fast, args=(n,)) for n in range(20)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("wrong:", wrong)
print("side by side:", time.monotonic() - began < 40)
quit_server()
