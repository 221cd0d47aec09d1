using System.Net;
using System.Net.Sockets;

namespace ClinicOps.Correspondence.Tests;

/// <summary>A line to the mail server that can be closed, cut while a message goes over it, or cut before its answer comes back.</summary>
internal sealed class MailLine : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly int server;
    private readonly CancellationTokenSource end = new();
    private readonly Task accepting;

    /// <param name="server">Port of the mail server on this machine.</param>
    /// <param name="at">Another address than the server's, whose name its certificate does not have.</param>
    public MailLine(int server, IPAddress? at = null)
    {
        this.server = server;
        listener = new TcpListener(at ?? IPAddress.Loopback, 0);
        listener.Start();
        accepting = Accept();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Whoever calls is hung up on at once.</summary>
    public bool IsClosed { get; set; }

    /// <summary>After as many bytes to the server the line breaks; null for never.</summary>
    public long? CutAfter { get; set; }

    /// <summary>What the server answers after as many bytes breaks the line instead of coming back; null for never.</summary>
    public long? CutAnswerAfter { get; set; }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        listener.Stop();
        await accepting;
        end.Dispose();
    }

    private async Task Accept()
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                _ = Carry(await listener.AcceptTcpClientAsync(end.Token));
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task Carry(TcpClient caller)
    {
        using (caller)
        {
            if (IsClosed)
            {
                return;
            }

            using var called = new TcpClient();
            await called.ConnectAsync(IPAddress.Loopback, server, end.Token);
            if (CutAfter is not null)
            {
                // Little is on its way when the line breaks, so that the caller notices while it still has something to say.
                caller.Client.ReceiveBufferSize = 8192;
            }

            // A break is a reset, not a farewell.
            caller.LingerState = called.LingerState = new LingerOption(enable: true, 0);
            long carried = 0;
            using var cut = CancellationTokenSource.CreateLinkedTokenSource(end.Token);
            await Task.WhenAny(
                Pump(caller, called, count => (carried += count) <= (CutAfter ?? long.MaxValue), cut.Token),
                Pump(called, caller, _ => carried <= (CutAnswerAfter ?? long.MaxValue), cut.Token));
            await cut.CancelAsync();
        }
    }

    private static async Task Pump(TcpClient from, TcpClient to, Func<int, bool> goesOn, CancellationToken cut)
    {
        var buffer = new byte[4096];
        try
        {
            for (var count = await from.GetStream().ReadAsync(buffer, cut); count > 0; count = await from.GetStream().ReadAsync(buffer, cut))
            {
                if (!goesOn(count))
                {
                    return;
                }

                await to.GetStream().WriteAsync(buffer.AsMemory(0, count), cut);
            }
        }
        catch (Exception over) when (over is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // One end hung up: so does the line.
        }
    }
}
