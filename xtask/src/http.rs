//! A small HTTP server on 127.0.0.1, for development and tests.
//!
//! It answers GET and HEAD, one request a connection, one thread each: a browser on the same
//! machine needs no more. Nothing is ever cached.

use anyhow::{Context, Result};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

/// The longest head of a request that is read.
const HEAD_BYTES_MAX: u64 = 64 * 1024;

/// What a handler gets to see of a request.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Request {
    /// Decoded, without the leading slash.
    pub(crate) path: String,
    pub(crate) query: String,
}

/// What a handler answers.
pub(crate) enum Reply {
    File {
        kind: &'static str,
        bytes: Vec<u8>,
    },
    /// Another path, relative to the server.
    Redirect(String),
    NotFound,
    /// Server-sent events.
    Events(Events),
}

/// Writes events to a connection until it ends.
pub(crate) type Events = Box<dyn FnOnce(&mut dyn Write) -> std::io::Result<()> + Send>;

/// Answers requests; shared by all connections.
pub(crate) type Handler = Arc<dyn Fn(&Request) -> Reply + Send + Sync>;

/// Takes a port: the given one, or the first free one from 8080 on; 0 takes any.
pub(crate) fn listen(port: Option<u16>) -> Result<TcpListener> {
    if let Some(port) = port {
        return TcpListener::bind((Ipv4Addr::LOCALHOST, port)).with_context(|| {
            format!("port {port} of 127.0.0.1 cannot be used: try another with --port")
        });
    }
    let mut ports = 8080..8180;
    let found = ports.find_map(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).ok());
    found.context("no free port from 8080 to 8179: choose one with --port")
}

/// Serves in the background until the process ends; returns the address.
pub(crate) fn spawn(listener: TcpListener, handler: Handler) -> Result<SocketAddr> {
    let address = listener.local_addr()?;
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let handler = Arc::clone(&handler);
            // A browser that goes away in the middle is no error of ours.
            std::thread::spawn(move || answer(stream, &handler).ok());
        }
    });
    Ok(address)
}

fn answer(mut stream: TcpStream, handler: &Handler) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    let Some(line) = read_head(&stream)? else {
        return Ok(());
    };
    let mut words = line.split(' ');
    let (method, target) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let with_body = match method {
        "GET" => true,
        "HEAD" => false,
        _ => return write_head(&mut stream, "405 Method Not Allowed", "text/plain", Some(0)),
    };
    let Some(request) = parse_target(target) else {
        return write_head(&mut stream, "400 Bad Request", "text/plain", Some(0));
    };
    match handler(&request) {
        Reply::File { kind, bytes } => {
            write_head(&mut stream, "200 OK", kind, Some(bytes.len()))?;
            if with_body {
                stream.write_all(&bytes)?;
            }
            Ok(())
        }
        Reply::Redirect(path) => {
            write!(stream, "HTTP/1.1 302 Found\r\nLocation: {path}\r\n")?;
            stream.write_all(b"Content-Length: 0\r\nConnection: close\r\n\r\n")
        }
        Reply::NotFound => {
            let text = "There is nothing here.\n";
            let kind = "text/plain; charset=utf-8";
            write_head(&mut stream, "404 Not Found", kind, Some(text.len()))?;
            if with_body {
                stream.write_all(text.as_bytes())?;
            }
            Ok(())
        }
        Reply::Events(write_events) => {
            write_head(&mut stream, "200 OK", "text/event-stream", None)?;
            write_events(&mut stream)
        }
    }
}

/// Reads up to the empty line; returns the first line, or nothing when the other side hung up.
fn read_head(stream: &TcpStream) -> std::io::Result<Option<String>> {
    let mut reader = BufReader::new(stream.take(HEAD_BYTES_MAX));
    let mut first = String::new();
    if reader.read_line(&mut first)? == 0 {
        return Ok(None);
    }
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 || line.trim_end().is_empty() {
            return Ok(Some(first.trim_end().to_owned()));
        }
    }
}

fn write_head(
    stream: &mut impl Write,
    status: &str,
    kind: &str,
    length: Option<usize>,
) -> std::io::Result<()> {
    write!(stream, "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n")?;
    if let Some(length) = length {
        write!(stream, "Content-Length: {length}\r\n")?;
    }
    stream.write_all(
        b"Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
    )
}

fn parse_target(target: &str) -> Option<Request> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let path = decode(path.strip_prefix('/')?)?;
    let climbs = path.split('/').any(|part| part == ".." || part == ".");
    (!climbs && !path.contains('\\')).then(|| Request {
        path,
        query: query.to_owned(),
    })
}

/// Undoes percent-encoding.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            let digits = std::str::from_utf8(&digits).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The media type of a file, by its name.
pub(crate) fn kind(path: &str) -> &'static str {
    match crate::site::extension(path) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("woff2") => "font/woff2",
        Some("txt" | "script") => "text/plain; charset=utf-8",
        Some(_) | None => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(address: SocketAddr, request: &str) -> String {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn a_file_has_its_type_and_is_not_kept() {
        let handler: Handler = Arc::new(|request| match request.path.as_str() {
            "a b.wasm" => Reply::File {
                kind: kind("a b.wasm"),
                bytes: b"body".to_vec(),
            },
            _ => Reply::NotFound,
        });
        let address = spawn(listen(Some(0)).unwrap(), handler).unwrap();
        let answer = ask(address, "GET /a%20b.wasm?x=1 HTTP/1.1\r\nHost: h\r\n\r\n");
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"));
        assert!(answer.contains("Content-Type: application/wasm\r\n"));
        assert!(answer.contains("Cache-Control: no-store\r\n"));
        assert!(answer.ends_with("\r\n\r\nbody"));
        assert!(ask(address, "HEAD /a%20b.wasm HTTP/1.1\r\n\r\n").ends_with("close\r\n\r\n"));
        assert!(ask(address, "GET /other HTTP/1.1\r\n\r\n").contains("404"));
        assert!(ask(address, "POST / HTTP/1.1\r\n\r\n").contains("405"));
    }

    #[test]
    fn nobody_climbs_out_of_the_folder() {
        assert_eq!(parse_target("/a/../b"), None);
        assert_eq!(parse_target("/%2e%2e/b"), None);
        assert_eq!(parse_target("/..%5cb"), None);
        assert_eq!(parse_target("/%zz"), None);
        assert_eq!(parse_target("elsewhere"), None);
        assert!(parse_target("/a..b/c").is_some());
    }
}
