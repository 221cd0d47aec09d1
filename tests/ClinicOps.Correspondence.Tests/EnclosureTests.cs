using System.Globalization;
using System.Text;
using ClinicOps.Correspondence.Approval;
using ClinicOps.Correspondence.Data;
using ClinicOps.Correspondence.Delivery;
using ClinicOps.Correspondence.Letters;
using ClinicOps.Correspondence.Papers;
using ClinicOps.Correspondence.Rendering;
using ClinicOps.Correspondence.Templates;
using ClinicOps.Kernel.Audit;
using ClinicOps.Kernel.Blobs;
using ClinicOps.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;
using static ClinicOps.Correspondence.Tests.LettersClinic;

namespace ClinicOps.Correspondence.Tests;

/// <summary>Papers of the chart that leave behind a letter's own pages.</summary>
public sealed class EnclosureTests(TestCluster cluster) : IAsyncLifetime
{
    private readonly Guid note = Guid.CreateVersion7();
    private TestClinic clinic = null!;

    private OtherModules Others => clinic.Services.GetRequiredService<OtherModules>();

    public async ValueTask InitializeAsync() => clinic = await Open(cluster);

    public ValueTask DisposeAsync() => clinic.DisposeAsync();

    [Fact]
    public async Task Enclosures_are_listed_and_their_pages_stand_behind_the_letters_in_what_is_approved_which_stays_tagged()
    {
        var letter = await Drafted();
        (Others.Chart[note], Others.Packet) = ("standard", OnePage("Enclosed words"));
        Assert.IsType<Editing.Done>(await Enclose(letter, note));
        letter = await clinic.Find(letter.Id);

        var shown = Assert.IsType<Preview.Ready>(await clinic.In((LetterPages pages) => pages.Of(letter, CancellationToken.None)));
        Assert.Equal(2, shown.PageCount);
        var seen = await Seen(letter);
        Others.Mark = "turned";
        Assert.IsType<Approving.OtherEnclosures>(await Approve(letter, seen));
        Assert.IsType<Approving.OtherEnclosures>(await Approve(letter, null));
        Others.Mark = "";
        Assert.IsType<Approving.Done>(await Approve(letter, seen));
        var approval = await clinic.In((CorrespondenceDb db) => db.Approvals.AsNoTracking().SingleAsync());
        var approved = await clinic.Services.GetRequiredService<IBlobStore>().Get(approval.PdfHash);
        Assert.Equal(2, approval.PageCount);
        Assert.Equal(shown.Pdf, approved);
        Assert.Equal("Dear Ánh Nguyễn Thị Enclosures: Note (1 page) Enclosed words", await PdfTools.Words(approved));
        var info = await PdfTools.Info(approved);
        Assert.Matches(@"Tagged:\s+yes", info);
        Assert.Matches(@"Title:\s+A letter", info);
        Assert.Matches(@"Pages:\s+2", info);
        Assert.Contains("Dear", await PdfTools.Structure(approved), StringComparison.Ordinal);

        // Files of the renderer's kind are put behind each other as well, whatever stands in them.
        var (first, second) = (await Draw("First"), await Draw("Đặng 7 0 R"));
        Assert.Equal("First Đặng 7 0 R", await PdfTools.Words(AppendPages.To(first, second)));
    }

    [Fact]
    public async Task A_paper_of_another_class_is_refused_and_one_that_was_closed_or_taken_out_keeps_the_letter_here()
    {
        var letter = await Drafted();
        (Others.Chart[note], Others.Packet) = ("behavioural", OnePage("Enclosed words"));
        Assert.Contains("access class", Assert.IsType<Editing.CannotEnclose>(await Enclose(letter, note)).Why, StringComparison.Ordinal);
        Assert.Contains("left the chart", Assert.IsType<Editing.CannotEnclose>(await Enclose(letter, Guid.CreateVersion7())).Why, StringComparison.Ordinal);

        Others.Chart[note] = "standard";
        Assert.IsType<Editing.Done>(await Enclose(letter, note));
        Assert.IsType<Editing.ChangedMeanwhile>(await Enclose(letter));
        letter = await clinic.Find(letter.Id);
        Others.Chart[note] = "behavioural";
        Assert.IsType<Approving.CannotBeDrawn>(await Approve(letter));

        Others.Chart[note] = "standard";
        Assert.IsType<Approving.Done>(await Approve(letter));
        letter = await clinic.Find(letter.Id);
        Assert.Null(await clinic.In((PapersMayLeave mayLeave) => mayLeave.WhyNotEnclosed(letter, CancellationToken.None)));
        Others.Chart.TryRemove(note, out _);
        Assert.Equal(DeliveryProblem.EnclosureClosed, await clinic.In((PapersMayLeave mayLeave) => mayLeave.WhyNotEnclosed(letter, CancellationToken.None)));
        Assert.IsType<Preview.Refused>(await clinic.In((LetterPages pages) => pages.Of(letter, CancellationToken.None)));
    }

    [Fact]
    public async Task A_copy_for_the_clinic_is_marked_kept_at_approval_on_pages_of_its_own_and_not_in_what_leaves()
    {
        var code = LetterTemplates.OwnCode(LetterTemplates.ToThePatient, Guid.CreateVersion7());
        var text = new TemplateText("With a copy", "A letter", [new LetterBlock.Letterhead("Two Rivers", ["Portland"]), new LetterBlock.Paragraph("Dear {{patient.full_name}}")]) { WithClinicCopy = true };
        Assert.IsType<TemplateWriting.Written>(await clinic.In((WriteTemplate write) => write.Save(code, "en", 0, text, CancellationToken.None)));
        Assert.Equal(new TemplateWriting.Written(2, 1), await clinic.In((WriteTemplate write) => write.Save(code, "en", 1, text with { WithClinicCopy = false }, CancellationToken.None)));
        Assert.IsType<TemplateWriting.Written>(await clinic.In((WriteTemplate write) => write.BackTo(code, "en", 2, 1, CancellationToken.None)));
        var letter = await DraftedFrom(code);
        Assert.Equal((3, true), (letter.TemplateVersion, letter.WithClinicCopy));

        Assert.IsType<Approving.Done>(await Approve(letter));
        var approval = await clinic.In((CorrespondenceDb db) => db.Approvals.AsNoTracking().SingleAsync());
        var blobs = clinic.Services.GetRequiredService<IBlobStore>();
        Assert.Equal("Two Rivers Portland Dear Ánh Nguyễn Thị", await PdfTools.Words(await blobs.Get(approval.PdfHash)));
        var printed = await PrintBatch.Of([await blobs.Get(approval.PdfHash), await blobs.Get(approval.ClinicCopyHash!)], CancellationToken.None);
        Assert.Equal("Two Rivers Portland Dear Ánh Nguyễn Thị Two Rivers Portland Clinic copy Dear Ánh Nguyễn Thị", await PdfTools.Words(printed));
        Assert.Matches(@"Pages:\s+2", await PdfTools.Info(printed));
        Assert.Empty(await clinic.Problems());
    }

    private async Task<byte[]> Draw(string text) => Assert.IsType<RenderedLetter.Drawn>(
        await clinic.Services.GetRequiredService<ILetterRenderer>().Render(new LetterContent("Other", "en", [new LetterBlock.Paragraph(text)]), CancellationToken.None)).Pdf;

    private async Task<Letter> DraftedFrom(string code)
    {
        await using var scope = clinic.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentActor>().ActAsUser(Guid.CreateVersion7(), []);
        var drafting = await scope.ServiceProvider.GetRequiredService<DraftLetter>().AtPatient(Guid.CreateVersion7(), Nguyen.Id, TestOrganization.Harbor.Id, code, CancellationToken.None);
        return await clinic.Find(Assert.IsType<Drafting.Drafted>(drafting).LetterId);
    }

    private async Task<Letter> Drafted()
    {
        var letter = Letter(ToSchedule);
        await clinic.In(async (CorrespondenceDb db) =>
        {
            db.Letters.Add(letter);
            await db.SaveChangesAsync();
        });
        return await clinic.Find(letter.Id);
    }

    private Task<Editing> Enclose(Letter letter, params Guid[] documents) => clinic.In((EditLetter edit) => edit.Enclose(letter.Id, letter.Version, documents, CancellationToken.None));

    private async Task<Approving> Approve(Letter letter) => await Approve(letter, letter.DocumentIds.Length == 0 ? null : await Seen(letter));

    private Task<Approving> Approve(Letter letter, string? seen) => clinic.In((ApproveLetter approve) => approve.Run(letter.Id, letter.Version, CancellationToken.None, seen));

    private async Task<string> Seen(Letter letter) => (await clinic.In((LetterEnclosures enclosures) => enclosures.Of(letter, CancellationToken.None))).Seen;

    /// <summary>Of the form in which the chart writes its papers.</summary>
    private static byte[] OnePage(string words)
    {
        var stream = $"BT /N 12 Tf 72 700 Td ({words}) Tj ET";
        string[] objects =
        [
            "<< /Type /Catalog /Pages 2 0 R /Lang (en-US) >>", "<< /Type /Pages /Count 1 /Kids [4 0 R] >>", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /N 3 0 R >> >> /Contents 5 0 R >>", $"<< /Length {stream.Length} >>\nstream\n{stream}\nendstream",
        ];
        var (pdf, table) = (new StringBuilder("%PDF-1.5\n"), new StringBuilder("0000000000 65535 f \n"));
        for (var number = 1; number <= objects.Length; number++)
        {
            table.Append(CultureInfo.InvariantCulture, $"{pdf.Length:0000000000} 00000 n \n");
            pdf.Append(CultureInfo.InvariantCulture, $"{number} 0 obj\n{objects[number - 1]}\nendobj\n");
        }

        var begins = pdf.Length;
        pdf.Append(CultureInfo.InvariantCulture, $"xref\n0 {objects.Length + 1}\n{table}trailer\n<< /Size {objects.Length + 1} /Root 1 0 R >>\nstartxref\n{begins}\n%%EOF\n");
        return Encoding.Latin1.GetBytes(pdf.ToString());
    }
}
