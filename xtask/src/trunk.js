// Laid out for `trunk serve` only: reloads the page when Trunk has built it again.
const address = new URL("./.well-known/trunk/ws", location.href);
address.protocol = address.protocol.replace("http", "ws");

function listen(wasLost) {
  const news = new WebSocket(address);
  news.onopen = () => wasLost && location.reload();
  news.onmessage = (event) => {
    const { type, data } = JSON.parse(event.data);
    if (type === "reload") location.reload();
    if (type === "buildFailure") console.warn("The build failed:\n" + data?.reason);
  };
  news.onclose = () => setTimeout(listen, 2000, true);
}

listen(false);
