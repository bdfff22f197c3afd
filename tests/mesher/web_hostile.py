def run(browser, binary): pass
