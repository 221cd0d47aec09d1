namespace ClinicOps.Intake.Papers;

/// <summary>Takes what is written without waiting, and hands it on when it is asked to: so a long file lies in memory piece by piece. It counts all of it.</summary>
internal sealed class PassingStream : Stream
{
    private readonly MemoryStream kept = new();

    /// <summary>Bytes that were handed on.</summary>
    public long PassedOn { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => PassedOn + kept.Length;

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException("What is written goes to the end.");
    }

    public async Task PassOn(Stream to, CancellationToken stopping)
    {
        kept.Position = 0;
        await kept.CopyToAsync(to, stopping);
        PassedOn += kept.Length;
        kept.SetLength(0);
    }

    /// <summary>What was not handed on.</summary>
    public byte[] Kept() => kept.ToArray();

    public override void Write(byte[] buffer, int offset, int count) => kept.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => kept.Write(buffer);

    public override void WriteByte(byte value) => kept.WriteByte(value);

    public override void Flush()
    {
        // There is nothing behind it until it is handed on.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("It is written only.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("What is written goes to the end.");

    public override void SetLength(long value) => throw new NotSupportedException("What is written goes to the end.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            kept.Dispose();
        }

        base.Dispose(disposing);
    }
}
