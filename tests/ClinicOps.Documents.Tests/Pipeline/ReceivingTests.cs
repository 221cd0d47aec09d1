using System.Text.Json;
using ClinicOps.Documents.Data;
using ClinicOps.Documents.Receiving;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static ClinicOps.Documents.Tests.Pipeline.PipelineClinic;

namespace ClinicOps.Documents.Tests.Pipeline;

/// <summary>How files come in: drop folders and the command line.</summary>
public sealed class ReceivingTests(TestCluster cluster) : IAsyncLifetime
{
    private TestClinic clinic = null!;
    private CannedRegister register = null!;

    private string Folder => Path.Combine(clinic.Folder, "inbox", "harbor");

    public async ValueTask InitializeAsync()
    {
        (clinic, register, _) = await Open(cluster);
        Directory.CreateDirectory(Folder);
    }

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task A_file_that_lies_still_is_received_once_and_put_aside()
    {
        var folder = Watch();
        await Drop("one.tif", Fax(Lab));
        Assert.Equal(0, await folder.Look(CancellationToken.None));
        clinic.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(1, await folder.Look(CancellationToken.None));
        Assert.Equal(0, await folder.Look(CancellationToken.None));

        Assert.Equal(["one.tif"], await clinic.Sql("SELECT file_name FROM documents.transmissions"));
        Assert.Empty(Directory.GetFiles(Folder));
        Assert.Single(Directory.GetFiles(Path.Combine(Folder, ".received"), "one.tif", SearchOption.AllDirectories));
        Assert.Equal(["documents.receive"], (await clinic.RunJobs()).Take(1));
    }

    [Fact]
    public async Task A_file_that_grows_is_left_alone_until_it_is_whole()
    {
        var folder = Watch();
        await Drop("growing.tif", Fax(Lab));
        await folder.Look(CancellationToken.None);
        clinic.Clock.Advance(TimeSpan.FromSeconds(5));
        await Drop("growing.tif", Fax(Lab, Imaging));

        Assert.Equal(0, await folder.Look(CancellationToken.None));
        clinic.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, await folder.Look(CancellationToken.None));

        Assert.Equal([(long)Fax(Lab, Imaging).Length], await clinic.Sql("SELECT byte_count FROM documents.transmissions"));
    }

    [Fact]
    public async Task A_file_that_a_program_still_has_open_for_writing_is_left_alone_however_still_it_lies()
    {
        var folder = Watch();
        var writing = new FileStream(Path.Combine(Folder, "open.tif"), FileMode.Create, FileAccess.Write, FileShare.ReadWrite);
        await using (writing)
        {
            await writing.WriteAsync(Fax(Lab));
            await writing.FlushAsync();
            await folder.Look(CancellationToken.None);
            clinic.Clock.Advance(TimeSpan.FromMinutes(5));
            Assert.Equal(0, await folder.Look(CancellationToken.None));
        }

        clinic.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(1, await folder.Look(CancellationToken.None));
    }

    [Theory]
    [InlineData(".hidden.tif")]
    [InlineData("upload.tif.part")]
    [InlineData("fax.tmp")]
    public async Task Names_of_unfinished_files_are_left_alone(string name)
    {
        var folder = Watch();
        await Drop(name, Fax(Lab));
        await folder.Look(CancellationToken.None);
        clinic.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(0, await folder.Look(CancellationToken.None));
    }

    [Fact]
    public async Task After_a_crash_between_receiving_and_putting_aside_the_file_is_not_received_twice()
    {
        var id = Guid.CreateVersion7();
        var claimed = Directory.CreateDirectory(Path.Combine(Folder, ".receiving", id.ToString())).FullName;
        await File.WriteAllBytesAsync(Path.Combine(claimed, "one.tif"), Fax(Lab));
        await clinic.In((ReceiveFile receive) => receive.Run(
            new IncomingFile(id, "one.tif", Fax(Lab), TransmissionSource.DropFolder, TransmissionChannel.Fax, null, TestOrganization.Harbor.Id, $"drop-folder:{id}"), CancellationToken.None));

        Assert.Equal(0, await Watch().Look(CancellationToken.None));

        Assert.Equal([id], await clinic.Sql("SELECT id FROM documents.transmissions"));
        Assert.Empty(Directory.GetFiles(Path.Combine(Folder, ".receiving"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task After_a_crash_before_receiving_the_file_is_received()
    {
        var id = Guid.CreateVersion7();
        var claimed = Directory.CreateDirectory(Path.Combine(Folder, ".receiving", id.ToString())).FullName;
        await File.WriteAllBytesAsync(Path.Combine(claimed, "one.tif"), Fax(Lab));

        Assert.Equal(1, await Watch().Look(CancellationToken.None));

        Assert.Equal([id], await clinic.Sql("SELECT id FROM documents.transmissions"));
    }

    [Fact]
    public async Task A_received_file_is_removed_once_its_stored_copy_opens_and_not_before()
    {
        var folder = await Received(Fax(Lab));
        var blob = Directory.GetFiles(Path.Combine(clinic.Folder, "blobs"), "*", SearchOption.AllDirectories).Single();
        var stored = await File.ReadAllBytesAsync(blob);
        await File.WriteAllBytesAsync(blob, stored[..^1]);
        Assert.Single(await Swept(folder));

        await File.WriteAllBytesAsync(blob, stored);
        Assert.Empty(await Swept(folder));
        Assert.Single(await clinic.Sql("SELECT id FROM documents.transmissions"));
    }

    [Fact]
    public async Task What_was_written_to_a_file_after_it_was_received_is_received_as_well()
    {
        var folder = await Received(Fax(Lab));
        await File.WriteAllBytesAsync(Aside().Single(), Fax(Lab, Imaging));

        Assert.Empty(await Swept(folder));
        await folder.Look(CancellationToken.None);
        clinic.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, await folder.Look(CancellationToken.None));

        Assert.Equal(2, (await clinic.Sql("SELECT id FROM documents.transmissions")).Count);
    }

    [Fact]
    public async Task A_received_file_is_kept_for_as_many_days_as_are_set()
    {
        var folder = await Received(Fax(Lab), new DocumentsOptions { KeepDroppedFiles = 2 });

        Assert.Single(await Swept(folder, TimeSpan.FromDays(1)));
        Assert.Empty(await Swept(folder, TimeSpan.FromDays(1)));
    }

    [Fact]
    public async Task The_file_of_a_location_that_is_there_no_more_waits_where_it_is()
    {
        var folder = new DropFolder(
            new Inbox(Folder, Guid.CreateVersion7(), TransmissionChannel.Fax), new DocumentsOptions(), clinic.Services.GetRequiredService<IServiceScopeFactory>(), clinic.Clock, NullLogger.Instance);
        await Drop("one.tif", Fax(Lab));
        await folder.Look(CancellationToken.None);
        clinic.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(0, await folder.Look(CancellationToken.None));

        Assert.Empty(await clinic.Sql("SELECT id FROM documents.transmissions"));
        Assert.Single(Directory.GetFiles(Folder, "one.tif", SearchOption.AllDirectories));
    }

    [Fact]
    public void Each_location_has_an_inbox_below_the_data_folder_unless_others_are_configured()
    {
        Assert.Equal(
            [new Inbox("/data/inbox/harbor", TestOrganization.Harbor.Id, "fax"), new Inbox("/data/inbox/mesa", TestOrganization.Mesa.Id, "fax")],
            Inboxes.Of(new DocumentsOptions(), "/data", [TestOrganization.Harbor, TestOrganization.Mesa]));
        Assert.Equal(
            [new Inbox("/srv/scans", TestOrganization.Mesa.Id, "scan")],
            Inboxes.Of(new DocumentsOptions { Inboxes = [new InboxOptions { Path = "/srv/scans", Location = "mesa", Source = "scan" }] }, "/data", [TestOrganization.Harbor, TestOrganization.Mesa]));
        Assert.Throws<InvalidOperationException>(() =>
            Inboxes.Of(new DocumentsOptions { Inboxes = [new InboxOptions { Path = "/srv/scans", Location = "Atlantis" }] }, "/data", [TestOrganization.Harbor]));
    }

    [Fact]
    public async Task A_folder_ingested_again_takes_only_what_is_new_and_knows_a_copy()
    {
        await Drop("a.tif", Fax(Lab));
        await Drop("list.txt", Fax(["no document"]));
        var first = await Ingest();
        await Drop("b.tif", Fax(Lab));

        var second = await Ingest();

        Assert.Equal(["list.txt"], first.LeftOut);
        Assert.Collection(
            second.Files,
            a => Assert.Equal(first.Files[0].TransmissionId, Assert.IsType<FileReceipt.ReceivedBefore>(a.Receipt).TransmissionId),
            b => Assert.Equal(first.Files[0].TransmissionId, Assert.IsType<FileReceipt.Repeat>(b.Receipt).RepeatOf));
        Assert.True(File.Exists(Path.Combine(Folder, "a.tif")));
    }

    [Fact]
    public async Task The_report_says_of_every_file_what_became_of_its_documents()
    {
        var elena = register.Elena();
        register.Register("Marco", "Winter", new DateOnly(1961, 1, 6));
        await Drop("both.tif", Fax(Cover, Lab, Imaging));
        await Drop("broken.tif", Fax(["!file Corrupt"]));
        var ingested = await Ingest();
        await clinic.RunJobs();

        using var report = JsonDocument.Parse(await clinic.In((IngestReport reports) => reports.Of(ingested.Files, CancellationToken.None)));

        var both = report.RootElement.GetProperty("both.tif");
        Assert.Equal(2, both.GetArrayLength());
        Assert.Equal("[2]", both[0].GetProperty("pages").GetRawText().Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(("lab_result", elena.Mrn, "auto"), Line(both[0]));
        Assert.Equal(0, both[0].GetProperty("orders").GetArrayLength());
        Assert.Equal(("imaging_report", "A-1001", "review"), Line(both[1]));
        var broken = Assert.Single(report.RootElement.GetProperty("broken.tif").EnumerateArray());
        Assert.Equal("failed", broken.GetProperty("disposition").GetString());
        Assert.StartsWith("The file is damaged", broken.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_is_done_when_every_document_has_its_place_and_its_orders_are_read()
    {
        register.Elena();
        Guid[] ids = [await clinic.Receive(Fax(Lab)), await clinic.Receive(Fax(["!file Corrupt"]))];
        Assert.Equal(new WorkProgress(2, 0, 2, 0), await clinic.In((DocumentsDb db) => WorkProgress.Of(db, ids, CancellationToken.None)));

        await clinic.RunJobs();

        Assert.Equal(new WorkProgress(2, 2, 2, 2), await clinic.In((DocumentsDb db) => WorkProgress.Of(db, ids, CancellationToken.None)));
    }

    private static (string?, string?, string?) Line(JsonElement line) =>
        (line.GetProperty("type").GetString(), line.GetProperty("patient_mrn").GetString(), line.GetProperty("disposition").GetString());

    private string[] Aside() => Directory.GetFiles(Path.Combine(Folder, ".received"), "*", SearchOption.AllDirectories);

    /// <summary>The folder after it received this file and put it aside, at a moment of the clinic's clock.</summary>
    private async Task<DropFolder> Received(byte[] file, DocumentsOptions? options = null)
    {
        var folder = Watch(options);
        await Drop("one.tif", file);
        await folder.Look(CancellationToken.None);
        clinic.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, await folder.Look(CancellationToken.None));
        Directory.SetLastWriteTimeUtc(Path.GetDirectoryName(Aside().Single())!, clinic.Clock.GetUtcNow().UtcDateTime);
        return folder;
    }

    /// <summary>What is kept of received files after so much time (ten minutes when nothing is said) and another look.</summary>
    private async Task<string[]> Swept(DropFolder folder, TimeSpan? after = null)
    {
        clinic.Clock.Advance(after ?? TimeSpan.FromMinutes(10));
        await folder.Look(CancellationToken.None);
        return Aside();
    }

    private DropFolder Watch(DocumentsOptions? options = null) => new(
        new Inbox(Folder, TestOrganization.Harbor.Id, TransmissionChannel.Fax),
        options ?? new DocumentsOptions(),
        clinic.Services.GetRequiredService<IServiceScopeFactory>(),
        clinic.Clock,
        NullLogger.Instance);

    private Task Drop(string name, byte[] content) => File.WriteAllBytesAsync(Path.Combine(Folder, name), content);

    private Task<IngestedFolder> Ingest() => clinic.In((IngestFolder ingest) => ingest.Run(Folder, TestOrganization.Harbor.Id, CancellationToken.None));
}
