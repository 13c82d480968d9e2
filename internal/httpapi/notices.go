package httpapi

import (
	"net/http"

	"github.com/gin-gonic/gin"

	"rongqiao/internal/app"
	"rongqiao/internal/domain"
	"rongqiao/internal/httpapi/apigen"
)

func (s *server) listNotices(c *gin.Context) {
	items, unread, next, err := s.App.Notices(c.Request.Context(), actor(c), pageOf(c))
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.NoticeList{Items: each(items, fromNotice), Unread: int32(unread), NextCursor: cursorOf(next)})
}

func (s *server) seeNotices(c *gin.Context) {
	var in apigen.NoticesSeen
	err := decode(c, &in)
	if err == nil {
		err = s.App.SeeNotices(c.Request.Context(), actor(c), domain.NoticeID(in.UpTo))
	}
	if err != nil {
		fail(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}

func fromNotice(n domain.Notice) apigen.Notice {
	return apigen.Notice{
		ID: string(n.ID), At: n.At.UTC(), Topic: apigen.NoticeTopic(n.Topic), Subject: n.Subject, Kind: string(n.Kind), Firm: n.Firm, About: n.About,
		Who: n.Who, Text: n.Text, DueAt: maybeTime(n.DueAt),
	}
}

func (s *server) getPreferences(c *gin.Context) {
	p, err := s.App.Preferences(c.Request.Context(), actor(c))
	answerPreferences(c, p, err)
}

func (s *server) setPreferences(c *gin.Context) {
	var in apigen.PreferencesInput
	err := decode(c, &in)
	var p app.Preferences
	if err == nil {
		p, err = s.App.SetPreferences(c.Request.Context(), actor(c), each(in.Mail, same[domain.NoticeTopic, apigen.NoticeTopic]))
	}
	answerPreferences(c, p, err)
}

func answerPreferences(c *gin.Context, p app.Preferences, err error) {
	if err != nil {
		fail(c, err)
		return
	}
	c.JSON(http.StatusOK, apigen.Preferences{Email: p.Email, Mailed: p.Mailed, Mail: each(p.Mail, same[apigen.NoticeTopic, domain.NoticeTopic])})
}
