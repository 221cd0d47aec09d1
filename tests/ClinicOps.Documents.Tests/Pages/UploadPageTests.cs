using ClinicOps.Documents.Areas.Documents.Pages;
using ClinicOps.Documents.Tests.Pipeline;
using ClinicOps.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Xunit;

namespace ClinicOps.Documents.Tests.Pages;

/// <summary>Files by hand: each gets its own answer, and none is lost or taken twice.</summary>
public sealed class UploadPageTests(TestCluster cluster) : IAsyncLifetime
{
    private static readonly Guid Ana = Guid.Parse("0190d000-0000-7000-8000-000000000001");
    private static readonly byte[] Scan = [.. "%PDF-1.7\n"u8, .. "a scan"u8];

    private TestClinic clinic = null!;

    public async ValueTask InitializeAsync() => (clinic, _, _) = await PipelineClinic.Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task Of_several_files_in_one_form_the_bad_ones_are_told_one_by_one_and_the_good_ones_received()
    {
        var answers = await Send(Guid.CreateVersion7(), ("a.pdf", Scan), ("empty.pdf", []), ("notes.docx", "PK, no document"u8.ToArray()), ("b.pdf", [.. Scan, 1]));

        Assert.Equal([("a.pdf", "stored"), ("empty.pdf", "refused"), ("notes.docx", "refused"), ("b.pdf", "stored")], answers.Select(a => (a.FileName, a.State)));
        Assert.Contains("empty", answers[1].Words, StringComparison.Ordinal);
        Assert.Contains("no PDF, TIFF, JPEG or PNG", answers[2].Words, StringComparison.Ordinal);
        Assert.Equal(["a.pdf", "b.pdf"], await clinic.Sql("SELECT file_name FROM documents.transmissions ORDER BY file_name"));
    }

    [Fact]
    public async Task A_form_sent_twice_hands_in_its_files_once()
    {
        var form = Guid.CreateVersion7();
        await Send(form, ("a.pdf", Scan), ("b.pdf", [.. Scan, 1]));

        var again = await Send(form, ("a.pdf", Scan), ("b.pdf", [.. Scan, 1]));

        Assert.All(again, answer => Assert.Equal("Received already.", answer.Words));
        Assert.Equal([2L], await clinic.Sql("SELECT count(*) FROM documents.transmissions"));
    }

    [Fact]
    public async Task A_location_where_the_user_does_not_work_is_refused_and_nothing_kept()
    {
        var answers = await Send(Guid.CreateVersion7(), TestOrganization.Mesa.Id, ("a.pdf", Scan));

        Assert.Equal("refused", Assert.Single(answers).State);
        Assert.Empty(await clinic.Sql("SELECT id FROM documents.transmissions"));
    }

    private Task<IReadOnlyList<UploadAnswer>> Send(Guid form, params (string Name, byte[] Bytes)[] files) => Send(form, TestOrganization.Harbor.Id, files);

    private Task<IReadOnlyList<UploadAnswer>> Send(Guid form, Guid location, params (string Name, byte[] Bytes)[] files) =>
        clinic.As(Ana, [TestOrganization.Harbor.Id], async (UploadModel page) =>
        {
            page.Form = new UploadForm
            {
                Id = form,
                LocationId = location,
                Files = [.. files.Select(f => (IFormFile)new FormFile(new MemoryStream(f.Bytes), 0, f.Bytes.Length, "Form.Files", f.Name))],
            };
            Assert.IsType<PageResult>(await page.OnPost(CancellationToken.None));
            return page.Answers;
        });
}
