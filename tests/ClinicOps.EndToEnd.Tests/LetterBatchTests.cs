using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>The same letter to several: who gets it is shown first, then they are drafted, looked at, approved and in the print queue.</summary>
[Collection(nameof(MondayMorning))]
public sealed class LetterBatchTests(MondayMorning morning)
{
    [Fact]
    public async Task Letters_to_three_are_begun_followed_approved_together_and_lie_in_the_print_queue()
    {
        var mrns = await morning.Clinic.Host.Sql(
            """
            SELECT mrn FROM intake.patients p WHERE access_class = 'standard' AND merged_into_id IS NULL AND NOT EXISTS (SELECT 1 FROM correspondence.letters l WHERE l.patient_id = p.id)
            AND EXISTS (SELECT 1 FROM intake.patient_addresses a WHERE a.patient_id = p.id) ORDER BY mrn LIMIT 3
            """);
        await using var user = await morning.Clinic.SignIn("Coordinator");
        var page = user.Page;
        await user.Open("/correspondence/letters");
        await page.GetByRole(AriaRole.Link, new() { Name = "Letters to many", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Begin a batch", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "A list of MRNs", Exact = true }).ClickAsync();
        await page.GetByLabel("MRNs").FillAsync(string.Join('\n', mrns) + "\nNOBODY-7");
        await page.GetByRole(AriaRole.Button, new() { Name = "Show who gets one" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Who gets a letter" }).GetByRole(AriaRole.Listitem)).ToHaveCountAsync(3);
        await Expect(page.GetByText("No patient has this MRN:")).ToBeVisibleAsync();
        await user.ExpectAccessible();

        await page.GetByRole(AriaRole.Button, new() { Name = "Draft 3 letters" }).ClickAsync();
        await page.WaitForURLAsync("**/correspondence/batches/batch/*");
        var batch = new Uri(page.Url).AbsolutePath;
        var id = Guid.Parse(batch.Split('/')[^1]);
        var progress = page.Locator("#batch-progress");

        // The open page hears of it by itself, and its lists wait for the user.
        await Expect(progress).ToContainTextAsync("3 drafted, 0 in the print queue", new() { Timeout = 60_000 });
        await user.Open(batch);
        var samples = page.GetByRole(AriaRole.Region, new() { Name = "Samples" }).GetByRole(AriaRole.Img);
        await Expect(samples).ToHaveCountAsync(3);
        foreach (var sample in await samples.AllAsync())
        {
            await sample.ScrollIntoViewIfNeededAsync();
            await Expect(sample).ToHaveJSPropertyAsync("complete", true, new() { Timeout = 30_000 });
            Assert.NotEqual(0, await sample.EvaluateAsync<int>("picture => picture.naturalWidth"));
        }

        await user.ExpectAccessible();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^Approve 3 letters") }).ClickAsync();
        await Expect(progress).ToContainTextAsync("3 in the print queue", new() { Timeout = 60_000 });
        Assert.Equal([3L], await morning.Clinic.Host.Sql(
            $"SELECT count(*) FROM correspondence.deliveries d JOIN correspondence.batch_letters b ON b.id = d.letter_id WHERE b.batch_id = '{id}' AND d.state = 'pending' AND d.way = 'print'"));

        await user.Open(batch);
        await page.GetByRole(AriaRole.Link, new() { Name = "Print queue", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Please call us" }).Or(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "Por favor, llámenos" }))).ToHaveCountAsync(3);

        await user.Open(batch);
        await page.GetByRole(AriaRole.Button, new() { Name = "Withdraw all that have not left" }).ClickAsync();
        await MondayMorning.Until(() => morning.Clinic.Host.Sql($"SELECT count(*) FROM correspondence.batch_letters WHERE batch_id = '{id}' AND state = 'withdrawn'"), answer => answer is [3L]);
        await Expect(progress).ToContainTextAsync("0 in the print queue", new() { Timeout = 30_000 });
    }
}
