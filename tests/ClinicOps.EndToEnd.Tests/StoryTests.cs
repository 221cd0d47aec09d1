using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using ClinicOps.Intake.Contracts;
using ClinicOps.Testing;
using Microsoft.Playwright;
using MimeKit;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ClinicOps.EndToEnd.Tests;

/// <summary>
/// The whole way of one order through the house, on real servers, in the browser wherever a person acts. That the day and the lists are
/// accessible is asked by <see cref="BookingTests"/> and <see cref="EveryPageTests"/>; here it is asked in the states that only this way leads to.
/// </summary>
[Collection(nameof(MondayMorning))]
public sealed class StoryTests(MondayMorning morning) : IAsyncLifetime
{
    /// <summary>A cover, a lab result of one patient and an order for another.</summary>
    private const string Fax = "12-two-patients-with-cover.pdf";
    private const string FaxMailbox = "faxes";
    private const string Patient = "Kowalczyk, Bernard";
    private const string PatientsMailbox = "bernard.kowalczyk51";
    private const string TaskTitle = "Schedule: Ultrasound thyroid";
    private const string LetterSubject = "Your ultrasound";

    /// <summary>Reading a page takes seconds, on a busy machine more of them.</summary>
    private static readonly LocatorAssertionsToBeVisibleOptions WhenWorkedOn = new() { Timeout = 120_000 };

    /// <summary>Somebody who works day and night at Harbor, of this test's own.</summary>
    private readonly Guid provider = Guid.NewGuid();

    private string ProviderName => $"Ines {provider}";

    public async ValueTask InitializeAsync() => await morning.Employ(provider, ProviderName, "imaging", "Imaging");

    public async ValueTask DisposeAsync()
    {
        await morning.Clinic.Host.Sql("UPDATE documents.mail_accounts SET enabled = false");
        await morning.ForgetHealthByEmail();
        await morning.Retire(provider);
    }

    [Fact]
    public async Task A_fax_order_that_comes_by_mail_is_filed_and_booked_and_its_letter_leaves_by_mail_and_stands_in_the_chart()
    {
        await using var administrator = await morning.Clinic.SignIn("Administrator");
        await using var coordinator = await morning.Clinic.SignIn("Coordinator");
        var page = coordinator.Page;

        await AddMailbox(administrator);
        await coordinator.Open("/documents/inbox");
        await morning.Mail.Deliver(FaxMailbox, await MailOfFaxServer());
        await administrator.ExpectAccessible();
        var task = await TaskOf(await WatchTheFaxBeFiled(coordinator));
        await BookFromChart(coordinator, task);

        await DraftInChart(coordinator);
        await morning.WantHealthByEmail($"SELECT letter.patient_id AS id FROM correspondence.letters letter WHERE letter.subject = '{LetterSubject}'");
        await ApproveLetter();
        var fingerprint = await SendLetter(coordinator);
        var letter = Assert.Single(await morning.Mail.WaitForMail(PatientsMailbox));
        Assert.Equal(fingerprint, await FingerprintOfAttachment(letter));

        await page.GetByRole(AriaRole.Link, new() { Name = Patient }).ClickAsync();
        await SeeChart(coordinator);
        await SeeMailboxIsRead(administrator);
        Assert.Single(await morning.Mail.Messages(PatientsMailbox));
    }

    private async Task AddMailbox(BrowserUser user)
    {
        var page = user.Page;
        await user.Open("/documents/settings/inboxes");
        await page.GetByRole(AriaRole.Link, new() { Name = "Add a mailbox" }).ClickAsync();
        await Field(page, "Server").FillAsync("localhost");
        await Field(page, "How TLS begins").SelectOptionAsync("At once (port 993)");
        await Field(page, "Port").FillAsync(morning.Mail.ImapsPort.ToString(CultureInfo.InvariantCulture));
        await Field(page, "User name").FillAsync(FaxMailbox);
        await Field(page, "Password").FillAsync(MailServers.Password);
        await page.GetByText("The server's certificate is our own").ClickAsync();
        await Field(page, "Trust this authority for this server (PEM)").FillAsync(morning.Mail.CertificatePem);
        await Field(page, "Location").SelectOptionAsync(TestOrganization.Harbor.Name);
        await Field(page, "Kind").SelectOptionAsync("Faxes, mailed by a fax server");
        await page.GetByRole(AriaRole.Button, new() { Name = "Test the connection" }).ClickAsync();
        await Expect(page.GetByText("The mailbox can be read.")).ToBeVisibleAsync();
        await user.ExpectAccessible();

        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();

        await user.ExpectToast("Saved. The mailbox is read from now on.");
    }

    /// <returns>The document with the order.</returns>
    private async Task<Guid> WatchTheFaxBeFiled(BrowserUser user)
    {
        var page = user.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "1 new: show" }).ClickAsync(new() { Timeout = 120_000 });

        var row = page.Locator("li[data-row]").Filter(new() { HasText = Fax });
        await Expect(row.GetByText("(606) 555-0188")).ToBeVisibleAsync();
        await user.ExpectAccessible();
        await Expect(row.GetByText("Filed", new() { Exact = true })).ToBeVisibleAsync(WhenWorkedOn);
        var documents = row.GetByRole(AriaRole.Listitem);
        await Expect(documents).ToHaveCountAsync(2);
        await Expect(documents.Filter(new() { HasText = "Lab result" }).GetByRole(AriaRole.Link, new() { Name = "Okafor, Amara" })).ToBeVisibleAsync();
        var order = documents.Filter(new() { HasText = "Physician order" });
        var address = await order.GetByRole(AriaRole.Link, new() { Name = "Physician order" }).GetAttributeAsync("href");
        await order.GetByRole(AriaRole.Link, new() { Name = Patient }).ClickAsync();
        await page.WaitForURLAsync("**/intake/patients/patient/*");
        return Guid.Parse(address!.Split('/')[^1]);
    }

    /// <summary>As soon as the jobs have made it.</summary>
    private async Task<Guid> TaskOf(Guid order)
    {
        var tasks = await MondayMorning.Until(() => morning.Clinic.Host.In((ITasks tasks) => tasks.OfDocuments([order])), found => found.Count > 0);
        return Assert.Single(tasks).Id;
    }

    private async Task BookFromChart(BrowserUser user, Guid task)
    {
        var page = user.Page;
        await page.ReloadAsync();
        await Expect(Panel(user, "Documents").GetByRole(AriaRole.Link, new() { Name = "Physician order" })).ToBeVisibleAsync();
        await Panel(user, "Tasks").GetByRole(AriaRole.Link, new() { Name = TaskTitle }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = TaskTitle })).ToBeVisibleAsync();
        await user.ExpectAccessible();
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Book b" }).ClickAsync();
        await Expect(page.GetByText("Choose a free time and press Enter.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Next day" }).ClickAsync();
        await page.WaitForURLAsync("**&date=*");
        await page.GetByRole(AriaRole.Link, new() { Name = $"10:00 AM, free, {ProviderName}" }).ClickAsync();
        await Expect(Field(page, "Visit type").Locator("option:checked")).ToHaveTextAsync("Imaging, 20 min");
        await user.ExpectAccessible();
        await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Book", Exact = true }).ClickAsync();

        await user.ExpectToast("Booked: ");
        var visit = page.Locator("a.visit-open").Filter(new() { HasText = Patient });
        await Expect(visit).ToContainTextAsync("10:00");
        await MondayMorning.Until(() => morning.Clinic.Host.In((ITasks tasks) => tasks.Find(task)), found => found?.State == "done");
        await visit.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = TaskTitle }).ClickAsync();
        await Expect(page.GetByText($"with {ProviderName}, Imaging")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = Patient }).ClickAsync();
    }

    private static async Task DraftInChart(BrowserUser user)
    {
        var page = user.Page;
        await Panel(user, "Letters").GetByRole(AriaRole.Link, new() { Name = "Draft a letter" }).ClickAsync();
        await Field(page, "Letter").SelectOptionAsync("Free letter");
        await Field(page, "From").SelectOptionAsync(TestOrganization.Harbor.Name);
        await user.ExpectAccessible();
        await page.GetByRole(AriaRole.Button, new() { Name = "Draft the letter" }).ClickAsync();

        await Field(page, "Subject").FillAsync(LetterSubject);
        await Field(page, "Text; an empty line begins a paragraph").FillAsync("Dear {{patient.full_name}},\n\nWe expect you for your ultrasound on {{visit.next}}.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and show" }).ClickAsync();

        await user.ExpectToast("The letter is saved.");
        await Expect(page.GetByLabel("Patient's next visit")).ToHaveValueAsync(new Regex(", 10:00 AM, Ines .*, Harbor$"));
        await ExpectDrawn(page.GetByRole(AriaRole.Img, new() { Name = "Page 1 of the letter" }));
        await user.ExpectAccessible();
    }

    /// <summary>By a clinician, who finds it among the letters.</summary>
    private async Task ApproveLetter()
    {
        await using var clinician = await morning.Clinic.SignIn("Clinician");
        var page = clinician.Page;
        await clinician.Open("/correspondence/letters");
        await page.GetByRole(AriaRole.Row).Filter(new() { HasText = Patient }).GetByRole(AriaRole.Link, new() { Name = LetterSubject }).ClickAsync();
        await ExpectDrawn(page.GetByRole(AriaRole.Img, new() { Name = "Page 1 of the letter" }));

        await page.GetByRole(AriaRole.Button, new() { Name = "Approve these pages" }).ClickAsync();

        await clinician.ExpectToast("Approved. Now choose how it leaves.");
        await clinician.ExpectAccessible();
    }

    /// <summary>By the one who drafted it, on the page that stayed open.</summary>
    /// <returns>SHA-256 of the approved pages, as the letter's page shows it.</returns>
    private static async Task<string> SendLetter(BrowserUser user)
    {
        var page = user.Page;
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Send…" }).ClickAsync();
        await Expect(Field(page, "Address")).ToHaveValueAsync($"{PatientsMailbox}@example.com");
        await Expect(Field(page, "Who reads that address").Locator("option:checked")).ToHaveTextAsync("the patient alone");
        await page.GetByLabel("I asked, and the letter may go there by e-mail.").CheckAsync();
        await user.ExpectAccessible();

        await page.GetByRole(AriaRole.Button, new() { Name = "Send by e-mail" }).ClickAsync();

        // The page says so by itself.
        await user.ExpectToast("It is on its way.");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"{LetterSubject} sent" })).ToBeVisibleAsync(WhenWorkedOn);
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "In the chart" })).ToBeVisibleAsync(WhenWorkedOn);
        await user.ExpectAccessible();
        return await page.Locator(".fingerprint").InnerTextAsync();
    }

    private static async Task SeeChart(BrowserUser user)
    {
        await Expect(Panel(user, "Documents").GetByRole(AriaRole.Link, new() { Name = "Physician order" })).ToBeVisibleAsync();
        await Expect(Panel(user, "Letters").GetByRole(AriaRole.Row).Filter(new() { HasText = LetterSubject }).Locator(".badge")).ToHaveTextAsync("sent");
        await Expect(Panel(user, "Visits").GetByText(new Regex("10:00 AM$"))).ToBeVisibleAsync();
        await user.ExpectAccessible();

        await Panel(user, "Documents").GetByRole(AriaRole.Link, new() { Name = "Letter sent" }).ClickAsync();

        await ExpectDrawn(user.Page.GetByRole(AriaRole.Region, new() { Name = "The pages" }).GetByRole(AriaRole.Img));
        await user.ExpectAccessible();
    }

    private async Task SeeMailboxIsRead(BrowserUser user)
    {
        await user.Page.ReloadAsync();
        await Expect(user.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = $"{FaxMailbox} at localhost" }).GetByText("Read", new() { Exact = true })).ToBeVisibleAsync();
        Assert.Single(await morning.Mail.Messages(FaxMailbox, "Processed"));
        Assert.Empty(await morning.Mail.Messages(FaxMailbox));
    }

    /// <summary>As HylaFAX mails what it received.</summary>
    private static async Task<byte[]> MailOfFaxServer()
    {
        using var message = new MimeMessage();
        message.From.Add(new MailboxAddress("The fax server", "uucp@faxes.example"));
        message.To.Add(new MailboxAddress("Faxes", $"{FaxMailbox}@clinic.example"));
        message.Subject = "Fax received from \"6065550188\"";
        var content = new BodyBuilder { TextBody = "Pages: 4" };
        await content.Attachments.AddAsync(MondayMorning.FaxFile(Fax));
        message.Body = content.ToMessageBody();
        using var raw = new MemoryStream();
        await message.WriteToAsync(raw);
        return raw.ToArray();
    }

    private static async Task<string> FingerprintOfAttachment(MimeMessage message)
    {
        var attached = Assert.IsType<MimePart>(Assert.Single(message.Attachments));
        Assert.Equal("application/pdf", attached.ContentType.MimeType);
        using var bytes = new MemoryStream();
        await attached.Content!.DecodeToAsync(bytes);
        return Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()));
    }

    private static ILocator Field(IPage page, string label) => page.GetByLabel(label, new() { Exact = true });

    private static ILocator Panel(BrowserUser user, string title) => user.Page.GetByRole(AriaRole.Region, new() { Name = title, Exact = true });

    private static async Task ExpectDrawn(ILocator picture)
    {
        await Expect(picture).ToBeVisibleAsync(WhenWorkedOn);
        await picture.EvaluateAsync("image => image.decode()");
    }
}
